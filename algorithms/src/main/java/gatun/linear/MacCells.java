package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads the cells of a MAC grid: 0 outside the fluid, else the neighbours that are not solid. */
final class MacCells {
  private MacCells() {}

  /** Returns the operator's maximum norm and checks every cell on the way. One byte a cell. */
  static double infinityNorm(Grid g, HostTensor cells) {
    MemorySegment memory = cells.segment();
    int largest = 0;
    long c = 0;
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++, c++) {
          int diagonal = at(memory, c);
          if (diagonal != 0) {
            int fluid = fluidNeighbours(memory, g, i, j, k, c);
            if (diagonal < fluid || diagonal > 6) {
              throw refusal(i, j, k, diagonal, fluid);
            }
            largest = Math.max(largest, diagonal + fluid);
          }
        }
      }
    }
    return largest;
  }

  private static int fluidNeighbours(MemorySegment m, Grid g, long i, long j, long k, long c) {
    long plane = g.nx() * g.ny();
    return (i > 0 && at(m, c - 1) != 0 ? 1 : 0)
        + (i < g.nx() - 1 && at(m, c + 1) != 0 ? 1 : 0)
        + (j > 0 && at(m, c - g.nx()) != 0 ? 1 : 0)
        + (j < g.ny() - 1 && at(m, c + g.nx()) != 0 ? 1 : 0)
        + (k > 0 && at(m, c - plane) != 0 ? 1 : 0)
        + (k < g.nz() - 1 && at(m, c + plane) != 0 ? 1 : 0);
  }

  private static IllegalArgumentException refusal(long i, long j, long k, int diagonal, int fluid) {
    return new IllegalArgumentException(
        "cells: expected 0 or a number from "
            + fluid
            + " (its fluid neighbours) to 6 in cell ("
            + i
            + ", "
            + j
            + ", "
            + k
            + "), found "
            + diagonal);
  }

  /** Writes the cells as numbers. */
  static void diagonal(HostTensor cells, HostTensor target) {
    MemorySegment from = cells.segment();
    MemorySegment to = target.segment();
    for (long c = 0; c < cells.size(); c++) {
      if (target.dtype() == DType.F64) {
        to.setAtIndex(ValueLayout.JAVA_DOUBLE, c, at(from, c));
      } else {
        to.setAtIndex(ValueLayout.JAVA_FLOAT, c, at(from, c));
      }
    }
  }

  /** Copies the elements of the fluid cells, in their order, out of a grid vector. */
  static void gather(HostTensor cells, HostTensor grid, HostTensor compact) {
    MemorySegment mask = cells.segment();
    MemorySegment from = grid.segment();
    MemorySegment to = compact.segment();
    boolean wide = grid.dtype() == DType.F64;
    long next = 0;
    for (long c = 0; c < cells.size(); c++) {
      if (at(mask, c) != 0) {
        if (wide) {
          double value = from.getAtIndex(ValueLayout.JAVA_DOUBLE, c);
          to.setAtIndex(ValueLayout.JAVA_DOUBLE, next++, value);
        } else {
          to.setAtIndex(ValueLayout.JAVA_FLOAT, next++, from.getAtIndex(ValueLayout.JAVA_FLOAT, c));
        }
      }
    }
  }

  /** Copies a compact vector to the fluid cells of a grid vector and 0 to the others. */
  static void scatter(HostTensor cells, HostTensor compact, HostTensor grid) {
    MemorySegment mask = cells.segment();
    MemorySegment from = compact.segment();
    MemorySegment to = grid.segment();
    boolean wide = grid.dtype() == DType.F64;
    long next = 0;
    for (long c = 0; c < cells.size(); c++) {
      boolean fluid = at(mask, c) != 0;
      if (wide) {
        double value = fluid ? from.getAtIndex(ValueLayout.JAVA_DOUBLE, next++) : 0;
        to.setAtIndex(ValueLayout.JAVA_DOUBLE, c, value);
      } else {
        float value = fluid ? from.getAtIndex(ValueLayout.JAVA_FLOAT, next++) : 0;
        to.setAtIndex(ValueLayout.JAVA_FLOAT, c, value);
      }
    }
  }

  private static int at(MemorySegment cells, long c) {
    return cells.get(ValueLayout.JAVA_BYTE, c);
  }
}
