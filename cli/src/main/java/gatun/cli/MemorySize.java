package gatun.cli;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts of memory such as {@code 512M}, {@code 1.5g} and {@code 4GiB}. */
final class MemorySize {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([0-9]{1,9}(?:\\.[0-9]{1,6})?)\\s*([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);

  private MemorySize() {}

  /** Returns the number of bytes; the units are powers of 1024. */
  static long parse(String option, String text) {
    Matcher matcher = SYNTAX.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InputError(option + " '" + text + "': expected an amount such as 512M or 4G");
    }
    String unit = matcher.group(2).toLowerCase(java.util.Locale.ROOT);
    long scale = 1L << (10 * (unit.isEmpty() ? 0 : 1 + "kmgt".indexOf(unit)));
    return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(scale)).longValue();
  }
}
