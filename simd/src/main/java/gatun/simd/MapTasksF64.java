package gatun.simd;

import gatun.engine.DType;
import gatun.engine.Function;
import gatun.engine.spi.Program;
import java.util.List;
import java.util.Objects;

/**
 * Runs a program tile by tile: the operands of a tile are taken where they are or brought into the
 * cache as densely packed numbers of this type, each step works on whole vectors in the cache, the
 * last one writes to the result or to a tile that is then stored.
 */
final class MapTasksF64 {
  private static final int L = Lanes.F64.length();
  private static final int B = Double.BYTES;
  private static final int TILE = MapTiles.BYTES / B;

  private MapTasksF64() {}

  static void run(Arguments a, long from, long to) {
    MapPlan plan = (MapPlan) Objects.requireNonNull(a.object);
    Program program = Objects.requireNonNull(plan.program);
    MapTiles tiles = MapTiles.own();
    double[] constants = program.constants(); // @F32 double[] constants = program.constants();
    for (int i = 0; i < constants.length; i++) {
      int value = program.operands() + i;
      tiles.at[value] = tiles.tile(value);
      MapStorageF64.fill((double) constants[i], tiles.at[value], TILE);
    }
    for (long chunk = from; chunk < to; chunk++) {
      for (long row = plan.firstRow(chunk); row < plan.lastRow(chunk); row++) {
        row(plan, program, tiles, row, plan.begin(chunk), plan.end(chunk));
      }
    }
  }

  private static void row(
      MapPlan plan, Program program, MapTiles tiles, long row, long begin, long end) {
    long result = plan.row(MapPlan.RESULT, row);
    long step = plan.step(MapPlan.RESULT);
    DType type = plan.type[MapPlan.RESULT];
    boolean dense = type == DType.F64 && step == B;
    int last = program.values() - 1;
    for (long first = begin; first < end; first += TILE) {
      int n = (int) Math.min(TILE, end - first);
      for (int i = 0; i < program.operands(); i++) {
        tiles.at[i] = operand(plan, tiles, i, plan.row(i, row), first, n, first == begin);
      }
      long target = result + first * step;
      boolean direct = dense && n % L == 0 && !program.steps().isEmpty();
      long place = direct ? target : tiles.tile(Program.VALUES);
      if (program.steps().isEmpty()) {
        place = tiles.at[last];
      } else {
        steps(program, tiles, place, n);
      }
      if (!direct) {
        MapStorageF64.store(type, place, target, step, n);
      }
    }
  }

  private static long operand(
      MapPlan plan, MapTiles tiles, int i, long row, long first, int n, boolean fresh) {
    long step = plan.step(i);
    long source = row + first * step;
    if (plan.type[i] == DType.F64 && step == B && n % L == 0) {
      return source;
    }
    long tile = tiles.tile(i);
    if (step != 0) {
      MapStorageF64.load(plan.type[i], source, step, tile, n);
    } else if (fresh) {
      MapStorageF64.load(plan.type[i], source, 0, tile, 1);
      MapStorageF64.fill(MapStorageF64.first(tile), tile, TILE);
    }
    return tile;
  }

  private static void steps(Program program, MapTiles tiles, long place, int n) {
    List<Program.Step> steps = program.steps();
    int value = program.operands() + program.constants().length;
    int last = program.values() - 1;
    for (int i = 0; i < steps.size(); i++, value++) {
      Program.Step step = steps.get(i);
      long target = value == last ? place : tiles.tile(value);
      tiles.at[value] = target;
      Function function = step.function();
      long[] at = tiles.at;
      MapStepsF64.whole(function, at[step.a()], at[step.b()], at[step.c()], target, n);
    }
  }
}
