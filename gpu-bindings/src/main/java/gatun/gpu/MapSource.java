package gatun.gpu;

import gatun.engine.Binary;
import gatun.engine.DType;
import gatun.engine.Ternary;
import gatun.engine.Unary;
import gatun.engine.spi.Program;
import java.util.Locale;

/** Writes the kernel of an elementwise program, behind {@code map.cu}. */
final class MapSource {
  /** The kernel's name. */
  static final String NAME = "map";

  private MapSource() {}

  /**
   * Returns the letters of the kernel's parameters: n, rank, result, operands, constants, places.
   */
  static String parameters(Program program) {
    return "iip" + "p".repeat(program.operands()) + "d".repeat(program.constants().length) + "s";
  }

  /**
   * Returns the whole text for NVRTC.
   *
   * @param dtype the type computed in
   * @param result the type of the result
   * @param operands the types of the operands
   */
  static String of(Program program, DType dtype, DType result, DType... operands) {
    StringBuilder text = new StringBuilder(KernelModule.source("map.cu", dtype));
    text.append("extern \"C\" __global__ void ").append(NAME).append("(i64 n, i64 rank, void* y");
    int count = program.operands();
    for (int k = 0; k < count; k++) {
      text.append(", const void* x").append(k);
    }
    for (int k = 0; k < program.constants().length; k++) {
      text.append(", double c").append(k);
    }
    text.append(", Layout g) {\n  FOR_ELEMENTS(i, n) {\n");
    text.append("    const Offsets<").append(count + 1).append("> o(g, rank, i);\n");
    int value = 0;
    for (int k = 0; k < count; k++) {
      text.append("    const real v").append(value++).append(" = load<").append(operands[k]);
      text.append(">(x").append(k).append(", o.at[").append(k + 1).append("]);\n");
    }
    for (int k = 0; k < program.constants().length; k++) {
      text.append("    const real v").append(value++).append(" = (real)c").append(k).append(";\n");
    }
    for (Program.Step step : program.steps()) {
      text.append("    const real v").append(value++).append(" = ").append(call(step));
      text.append(";\n");
    }
    text.append("    store<").append(result).append(">(y, o.at[0], v").append(value - 1);
    return text.append(");\n  }\n}\n").toString();
  }

  private static String call(Program.Step step) {
    return switch (step.function()) {
      case Unary f -> name(f) + "(v" + step.a() + ")";
      case Binary f -> name(f) + "(v" + step.a() + ", v" + step.b() + ")";
      case Ternary f -> name(f) + "(v" + step.a() + ", v" + step.b() + ", v" + step.c() + ")";
    };
  }

  private static String name(Enum<?> function) {
    return "f_" + function.name().toLowerCase(Locale.ROOT);
  }
}
