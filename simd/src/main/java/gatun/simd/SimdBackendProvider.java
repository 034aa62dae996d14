package gatun.simd;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Support;
import gatun.engine.spi.BackendProvider;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Offers the backend {@code simd}. It is refused where the Vector API would run a thousand times
 * too slowly (no optimising compiler), where its module is missing, and for a bad setting {@code
 * gatun.simd.bits}. Loading this class needs none of them.
 */
public final class SimdBackendProvider implements BackendProvider {
  /** The setting that fixes the vector width: 128, 256 or 512; read, never written. */
  static final String BITS = "gatun.simd.bits";

  private static final int RANK = 100;

  /** Creates the provider; called by the service loader. */
  public SimdBackendProvider() {}

  @Override
  public String name() {
    return SimdBackend.NAME;
  }

  @Override
  public Support probe() {
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return judge(System::getProperty, module);
  }

  @Override
  public Backend open(BackendOptions options) {
    return new SimdBackend(options.threads());
  }

  /** Decides from the properties of the virtual machine and the presence of the vector module. */
  static Support judge(Function<String, @Nullable String> property, boolean module) {
    String machine = property.apply("java.vm.name") + " (" + property.apply("java.vm.info") + ")";
    if (!module) {
      return new Support.Refused(
          "the module jdk.incubator.vector is not there",
          "start java with --add-modules jdk.incubator.vector");
    }
    if (machine.contains("interpreted")) {
      return new Support.Refused(
          "the virtual machine only interprets: " + machine, "leave out -Xint");
    }
    if (!machine.contains("Server VM") || machine.contains("emulated-client")) {
      return new Support.Refused(
          "the virtual machine has no optimising compiler (C2): " + machine,
          "use a HotSpot server VM and leave out -XX:TieredStopAtLevel");
    }
    String setting = property.apply(BITS);
    if (setting != null && !setting.matches("128|256|512")) {
      return new Support.Refused(
          "the setting " + BITS + " is '" + setting + "'",
          "set it to 128, 256 or 512, or leave it out");
    }
    return width(setting);
  }

  private static Support width(@Nullable String setting) {
    int preferred = Lanes.preferred();
    if (setting != null && Integer.parseInt(setting) > preferred) {
      return new Support.Refused(
          "the setting " + BITS + " is " + setting + ", wider than this machine's vectors",
          "set it to at most " + preferred + ", or leave it out");
    }
    return new Support.Usable(RANK, (setting == null ? preferred : setting) + "-bit vectors");
  }
}
