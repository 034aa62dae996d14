package gatun.test.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The direction of dependence between modules, and who may touch what. */
class DependencyTest {
  private static final JavaClasses GATUN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("gatun");

  private static final String[] ALGORITHMS = {
    "gatun.linear..", "gatun.nn..", "gatun.optim..", "gatun.training.."
  };

  @Test
  void engineDependsOnTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("gatun.engine..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("gatun.engine..", "java..", "jdk.jfr.."))
        .check(GATUN);
  }

  @Test
  void simdDependsOnTheEngineAlone() {
    classes()
        .that()
        .resideInAPackage("gatun.simd..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "gatun.simd..", "gatun.engine..", "java..", "jdk.incubator.vector.."))
        .check(GATUN);
  }

  @Test
  void algorithmsDependOnTheEngineAlone() {
    classes()
        .that()
        .resideInAnyPackage(ALGORITHMS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(ALGORITHMS)
                .or(resideInAnyPackage("gatun.engine..", "java..", "jdk.jfr..", "org.jspecify..")))
        .check(GATUN);
  }

  @Test
  void theBindingsOfCudaDependOnTheEngineAlone() {
    classes()
        .that()
        .resideInAPackage("gatun.gpu..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("gatun.gpu..", "gatun.engine..", "java..", "org.jspecify.."))
        .check(GATUN);
  }

  @Test
  void onlyTheirOwnModuleUsesGeneratedBindings() {
    noClasses()
        .that()
        .resideOutsideOfPackage("gatun.gpu..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("gatun.gpu.bind..")
        .check(GATUN);
  }

  @Test
  void algorithmsNameNoBackend() {
    noClasses()
        .that()
        .resideInAnyPackage(ALGORITHMS)
        .should()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith("Reference")
        .check(GATUN);
  }

  @Test
  void onlySimdUsesTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("gatun.simd..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(GATUN);
  }

  @Test
  void theCommandLineDoesNotReachIntoTheUncheckedInterface() {
    noClasses()
        .that()
        .resideInAPackage("gatun.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("gatun.engine.spi..")
        .check(GATUN);
  }
}
