package gatun.test.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Design rules 1, 2 and 11, as far as classes show them. */
class TypeRulesTest {
  private static final JavaClasses GATUN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("gatun");

  /** What users link to; the generated bindings keep the generator's style. */
  private static final DescribedPredicate<JavaClass> LIBRARY =
      JavaClass.Predicates.resideOutsideOfPackages("gatun.cli..", "gatun.gpu.bind..");

  private static final DescribedPredicate<JavaClass> PLAIN_CLASS =
      DescribedPredicate.describe(
          "are classes proper",
          c ->
              !c.isInterface()
                  && !c.isEnum()
                  && !c.isRecord()
                  && !c.isAnonymousClass()
                  && !c.getName().contains("$$")
                  && !c.isAssignableTo(Enum.class));

  @Test
  void aTypeIsAnInterfaceARecordAnEnumOrAFinalClass() {
    classes()
        .that(PLAIN_CLASS)
        .and()
        .resideOutsideOfPackage("gatun.gpu.bind..")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(GATUN);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(GATUN);
  }

  @Test
  void queriesAreNouns() {
    methods()
        .that()
        .areDeclaredInClassesThat(LIBRARY)
        .should()
        .haveNameNotMatching("get[A-Z].*")
        .check(GATUN);
  }

  @Test
  void nobodySetsASystemProperty() {
    noClasses()
        .should()
        .callMethod(System.class, "setProperty", String.class, String.class)
        .orShould()
        .callMethod(System.class, "setProperties", java.util.Properties.class)
        .orShould()
        .callMethod(System.class, "clearProperty", String.class)
        .check(GATUN);
  }

  @Test
  void librariesPrintNothing() {
    noClasses()
        .that(LIBRARY)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(GATUN);
  }

  @Test
  void nobodyLoadsNativeCodeThroughJni() {
    noClasses()
        .should()
        .callMethod(System.class, "load", String.class)
        .orShould()
        .callMethod(System.class, "loadLibrary", String.class)
        .check(GATUN);
    methods().should().notHaveModifier(JavaModifier.NATIVE).check(GATUN);
  }
}
