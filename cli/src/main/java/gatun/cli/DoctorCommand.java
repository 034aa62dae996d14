package gatun.cli;

import gatun.engine.Backends;
import gatun.engine.Bytes;
import gatun.engine.DType;
import gatun.engine.Support;
import gatun.engine.Workload;
import gatun.simd.Ceilings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatun doctor}: what this machine offers, and what is missing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows Java, processor and memory, and for each backend whether it can be used here;",
      "for one that is refused, why, and what to do about it."
    })
final class DoctorCommand implements Runnable {
  /** A large solve, to show how a backend is chosen. */
  private static final Workload EXAMPLE = new Workload("cg stencil", DType.F64, 1L << 24);

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--measure",
      description = "Measure the limits of this machine now: peak of multiply-add and memory rate.")
  private boolean measure;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Machine machine = Machine.here();
    List<Backends.Entry> backends = Backends.report();
    if (json) {
      Json object = object(machine, backends);
      if (measure) {
        limits(machine.cores()).forEach((name, value) -> object.with(name.replace(" ", ""), value));
      }
      out.println(object.text());
    } else {
      print(out, machine, backends);
      if (measure) {
        limits(machine.cores())
            .forEach(
                (name, value) -> out.println("  " + name + ": " + Math.round(value * 10) / 10.0));
      }
    }
  }

  private static void print(PrintWriter out, Machine machine, List<Backends.Entry> backends) {
    out.println("gatun      " + Version.project());
    out.println("Java       " + machine.java() + ", " + machine.virtualMachine());
    out.println("           " + machine.home());
    out.println("System     " + machine.system());
    out.println("Processor  " + machine.processor() + ", " + machine.cores() + " usable");
    out.println(
        "Memory     "
            + Bytes.text(machine.memoryBytes())
            + ", "
            + Bytes.text(machine.availableBytes())
            + " available; Java heap up to "
            + Bytes.text(machine.heapBytes()));
    out.println("Backends");
    for (Backends.Entry entry : backends) {
      String name = "  " + entry.name() + " ".repeat(Math.max(1, 9 - entry.name().length()));
      switch (entry.support()) {
        case Support.Usable(int _, String detail) ->
            out.println(
                name + (entry == backends.getFirst() ? "usable, default: " : "usable: ") + detail);
        case Support.Refused(String reason, String remedy) -> {
          out.println(name + "refused: " + reason);
          out.println("           remedy: " + remedy);
        }
      }
    }
    Backends.Choice choice = Backends.choose(EXAMPLE);
    out.println("  auto     " + choice.name() + " for " + EXAMPLE + ": " + choice.reason());
    CudaReport.print(out);
  }

  /** Measures the limits: billions of operations and of bytes a second. */
  private static Map<String, Double> limits(int threads) {
    Map<String, Double> found = new LinkedHashMap<>();
    // The loops of a fresh process are compiled in the background: the first figures are too low.
    Ceilings.fma(DType.F64, threads, 2);
    Ceilings.fma(DType.F32, threads, 2);
    found.put("fma F64 Gflops", Ceilings.fma(DType.F64, threads, 0.3) * 1e-9);
    found.put("fma F32 Gflops", Ceilings.fma(DType.F32, threads, 0.3) * 1e-9);
    try (var ceilings = new Ceilings(threads, 384L << 20)) {
      found.put("triad GBps", ceilings.triad(0.5) * 1e-9);
    }
    return found;
  }

  private static Json object(Machine machine, List<Backends.Entry> backends) {
    return new Json()
        .with("version", Version.project())
        .with("java", machine.java())
        .with("virtualMachine", machine.virtualMachine())
        .with("javaHome", machine.home())
        .with("system", machine.system())
        .with("processor", machine.processor())
        .with("cores", machine.cores())
        .with("memoryBytes", machine.memoryBytes())
        .with("availableBytes", machine.availableBytes())
        .with("heapBytes", machine.heapBytes())
        .with("backends", backends.stream().map(DoctorCommand::member).toList())
        .with("cuda", CudaReport.members());
  }

  private static Object member(Backends.Entry entry) {
    Json json = new Json().with("name", entry.name());
    return switch (entry.support()) {
      case Support.Usable(int rank, String detail) ->
          json.with("usable", true).with("rank", rank).with("detail", detail).members();
      case Support.Refused(String reason, String remedy) ->
          json.with("usable", false).with("reason", reason).with("remedy", remedy).members();
    };
  }
}
