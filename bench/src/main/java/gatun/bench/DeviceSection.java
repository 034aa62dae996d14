package gatun.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of the page that sets the processor beside a device: for each kernel a table of sizes,
 * with the size from which on the device is faster.
 */
public final class DeviceSection {
  private static final Pattern NUMBER = Pattern.compile("(\\d+)");

  /** What a device's subject is called after its name if it worked for the memory of the host. */
  public static final String TRANSFER = "+transfer";

  private static final String MOVED = "cuda" + TRANSFER;
  private static final List<String> OWN = List.of("simd", "cuda", MOVED, "java", "c");

  private DeviceSection() {}

  /** Returns whether a subject is somebody else's program, neither Gatun nor C beside its calls. */
  public static boolean peer(String subject) {
    return !OWN.contains(subject);
  }

  /** Appends the section; a sentence where the rows hold no device. */
  static void append(StringBuilder out, List<Row> rows) {
    out.append("<h2>Processor and device</h2>");
    Map<String, List<Row>> kernels = kernels(rows);
    if (kernels.isEmpty()) {
      out.append(
          "<p>No run on a device is part of this report; bench/gpu/run.sh makes one, and gatun"
              + " bench --merge joins it.</p>");
      return;
    }
    out.append(
        "<p>GPU: operands in the memory of the device; with transfer: operands and result in that"
            + " of the host. Share: of a copy within the device.</p>");
    kernels.forEach((kernel, list) -> table(out, kernel, list));
  }

  /** Returns the rows by machine, kernel and type, of what a device did. */
  private static Map<String, List<Row>> kernels(List<Row> rows) {
    Map<String, List<Row>> all = new LinkedHashMap<>();
    for (Row row : rows) {
      String key = row.kernel() + " " + row.dtype() + " on " + row.machine();
      all.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
    }
    all.values().removeIf(list -> list.stream().noneMatch(r -> r.subject().equals("cuda")));
    return all;
  }

  private static void table(StringBuilder out, String kernel, List<Row> rows) {
    Set<String> peers = new LinkedHashSet<>();
    rows.stream().map(Row::subject).filter(DeviceSection::peer).forEach(peers::add);
    out.append("<h3>").append(Page.escape(kernel)).append(" (").append(rows.getFirst().unit());
    out.append(")</h3><div class=\"wide\"><table><tr><th>shape</th>");
    for (String name : List.of("SIMD 1", "SIMD 2", "SIMD all", "GPU", "share", "with transfer")) {
      out.append("<th class=\"n\">").append(name).append("</th>");
    }
    peers.forEach(p -> out.append("<th class=\"n\">").append(Page.escape(p)).append("</th>"));
    out.append("</tr>");
    for (String shape : shapes(rows)) {
      out.append("<tr><td>").append(Page.escape(shape)).append("</td>");
      cell(out, score(rows, shape, simd(1)));
      cell(out, score(rows, shape, simd(2)));
      cell(out, score(rows, shape, r -> r.subject().equals("simd") && r.threads() > 2));
      cell(out, score(rows, shape, named("cuda")));
      cell(out, first(rows, shape, named("cuda"), Row::share));
      cell(out, score(rows, shape, named(MOVED)));
      peers.forEach(p -> cell(out, score(rows, shape, named(p))));
      out.append("</tr>");
    }
    out.append("</table></div><p>").append(sentence("the GPU", crossover(rows, "cuda")));
    out.append("; ").append(sentence("with transfer it", crossover(rows, MOVED)));
    out.append(".</p>");
  }

  private static String sentence(String who, @Nullable Long size) {
    return size == null
        ? who + " was not measured beside the processor"
        : size == Long.MAX_VALUE
            ? who + " is never faster than the processor"
            : who + " is faster than the processor from size " + size + " on";
  }

  private static Predicate<Row> simd(int threads) {
    return r -> r.subject().equals("simd") && r.threads() == threads;
  }

  private static Predicate<Row> named(String subject) {
    return r -> r.subject().equals(subject);
  }

  private static @Nullable Double score(List<Row> rows, String shape, Predicate<Row> wanted) {
    return first(rows, shape, wanted, Row::score);
  }

  private static @Nullable Double first(
      List<Row> rows, String shape, Predicate<Row> wanted, Function<Row, @Nullable Double> number) {
    for (Row r : rows) {
      Double found = r.shape().equals(shape) && wanted.test(r) ? number.apply(r) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static void cell(StringBuilder out, @Nullable Double value) {
    out.append("<td class=\"n\">");
    out.append(value == null ? "" : ReadmeTable.number(value)).append("</td>");
  }

  private static List<String> shapes(List<Row> rows) {
    return rows.stream()
        .map(Row::shape)
        .distinct()
        .sorted((a, b) -> Long.compare(size(a), size(b)))
        .toList();
  }

  /**
   * Returns the size that a shape names: n of {@code n=…}, the rows of a product, the cells of a
   * cube; 0 of others.
   */
  public static long size(String shape) {
    Matcher number = NUMBER.matcher(shape);
    if (!number.find()) {
      return 0;
    }
    long n = Long.parseLong(number.group(1));
    return shape.matches("(mac|box):\\d+") ? n * n * n : n;
  }

  /**
   * Returns the least size from which on a subject is faster than every number of threads of the
   * processor, at all larger sizes too; the largest number if there is none, null if both were
   * measured at no size.
   *
   * @param rows of one kernel and type
   */
  public static @Nullable Long crossover(List<Row> rows, String subject) {
    Long least = null;
    for (String shape : shapes(rows).reversed()) {
      Double own = score(rows, shape, named(subject));
      List<Row> host =
          rows.stream().filter(r -> r.shape().equals(shape) && named("simd").test(r)).toList();
      if (own == null || host.isEmpty()) {
        continue;
      }
      boolean time = host.getFirst().unit().toLowerCase(Locale.ROOT).equals("us");
      boolean wins = host.stream().allMatch(r -> time ? own < r.score() : own > r.score());
      if (!wins) {
        return least == null ? Long.valueOf(Long.MAX_VALUE) : least;
      }
      least = size(shape);
    }
    return least;
  }
}
