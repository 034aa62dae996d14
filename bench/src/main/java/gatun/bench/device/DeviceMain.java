package gatun.bench.device;

import gatun.engine.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Measures one group of readings, or prints the table; {@code bench/gpu/run.sh} starts it.
 *
 * <pre>
 *   DeviceMain GROUP FOLDER [ARGUMENT]     appends to FOLDER/readings.jsonl
 *   DeviceMain table FOLDER                prints the table, writes the report
 * </pre>
 */
public final class DeviceMain {
  private static final DType[] TYPES = {DType.F64, DType.F32};

  private final Journal journal;
  private final Path work;
  private final boolean small; // a rehearsal of the script: sizes that any machine does at once

  private DeviceMain(Journal journal, Path work, boolean small) {
    this.journal = journal;
    this.work = work;
    this.small = small;
  }

  /** Exits with 0 if the group was measured or had a reason not to be, 2 on bad usage. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.err.println("usage: DeviceMain GROUP FOLDER [ARGUMENT]");
      System.exit(2);
    }
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("table")) {
      System.out.print(DeviceTable.write(folder));
      return;
    }
    Path work = Path.of(System.getenv().getOrDefault("GATUN_WORK", arguments[1]));
    Files.createDirectories(folder);
    Files.createDirectories(work);
    boolean small = System.getenv("GATUN_SMALL") != null;
    Journal journal = new Journal(folder.resolve("readings.jsonl"), machine());
    String argument = arguments.length > 2 ? arguments[2] : "";
    new DeviceMain(journal, work, small).group(arguments[0], argument);
  }

  /** Returns what the script says of the machine, in variables of the environment. */
  private static Map<String, String> machine() {
    Map<String, String> machine = new LinkedHashMap<>();
    for (String name : List.of("device", "driver", "clocks", "processor")) {
      String value = System.getenv("GATUN_" + name.toUpperCase(java.util.Locale.ROOT));
      if (value != null && !value.isBlank()) {
        machine.put(name, value);
      }
    }
    return machine;
  }

  private void group(String group, String argument) throws IOException {
    switch (group) {
      case "calls" -> new CallRuns(journal, work).run();
      case "first" -> FirstUse.run(journal, argument);
      case "level1" -> vectors();
      case "sparse" -> sparse();
      case "gemm" -> gemm();
      case "cg" -> cg();
      case "cells" -> OperatorRuns.writeCells(argument, work.resolve("cells.i8"));
      default -> throw new IllegalArgumentException("no group " + group);
    }
  }

  /** Opens the device, then the processor with 1, 2 and all threads, one after the other. */
  private void each(String group, Consumer<Subject> runs) {
    guarded(group, Subject.device(group, journal), runs);
    TreeSet<Integer> threads = new TreeSet<>(List.of(1, 2));
    threads.add(Runtime.getRuntime().availableProcessors());
    for (int count : threads) {
      guarded(group, Optional.of(Subject.simd(count)), runs);
    }
  }

  private void guarded(String group, Optional<Subject> opened, Consumer<Subject> runs) {
    opened.ifPresent(subject -> {
      try (subject) {
        runs.accept(subject);
      } catch (RuntimeException | OutOfMemoryError failure) {
        String name = subject.name() + " " + subject.threads();
        journal.skip(group, name, failure.toString());
      }
    });
  }

  private void vectors() {
    VectorRuns runs = new VectorRuns(journal, small ? 0.02 : 0.1);
    long[] sizes =
        small ? new long[] {1L << 14} : new long[] {1 << 12, 1 << 16, 1 << 20, VectorRuns.LARGE};
    each(
        VectorRuns.GROUP,
        subject -> {
          boolean device = subject.name().equals("cuda");
          if (device) {
            runs.copies(subject);
          }
          for (DType dtype : TYPES) {
            for (long n : sizes) {
              if (device || dtype == DType.F64 || n == sizes[sizes.length - 1]) {
                runs.run(subject, dtype, n);
              }
              if (device && dtype == DType.F64) {
                runs.transfers(subject, dtype, n);
              }
            }
          }
        });
  }

  private void sparse() {
    OperatorRuns runs = new OperatorRuns(journal, small ? 0.02 : 0.2);
    List<String> shapes = small ? List.of("box:16") : List.of("box:32", "box:64", "box:256");
    each(
        "sparse",
        subject -> {
          for (String shape : shapes) {
            for (DType dtype : TYPES) {
              if (subject.name().equals("cuda") || dtype == DType.F64) {
                runs.products(subject, shape, dtype, false);
                runs.products(subject, shape, dtype, true);
              }
            }
          }
        });
  }

  private void gemm() {
    GemmRuns runs = new GemmRuns(journal, small ? 0.02 : 0.2);
    long[] sizes = small ? new long[] {64} : new long[] {128, 512, 1024, 2048, 4096};
    each(
        GemmRuns.GROUP,
        subject -> {
          for (DType dtype : TYPES) {
            for (long n : sizes) {
              if (subject.name().equals("cuda")) {
                runs.run(subject, dtype, n);
                runs.transfer(subject, dtype, n);
              } else if (n <= 1024 || subject.threads() > 2) {
                runs.run(subject, dtype, n);
              }
            }
          }
        });
  }

  private void cg() {
    OperatorRuns runs = new OperatorRuns(journal, small ? 0.02 : 0.3);
    List<String> shapes = small ? List.of("mac:16") : List.of("mac:32", "mac:64", "mac:256");
    each(
        "cg",
        subject -> {
          for (String shape : shapes) {
            runs.iterations(subject, shape, false);
            if (subject.name().equals("cuda") || !shape.equals("mac:256")) {
              runs.iterations(subject, shape, true);
            }
          }
        });
  }
}
