package gatun.engine;

import gatun.engine.spi.Lifetime;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A tensor in the memory of the host.
 *
 * <p>{@link #at} and {@link #set} are for building, looking and testing; kernels use the memory
 * directly. Both are bounds-checked by the underlying {@link MemorySegment}.
 */
public final class HostTensor implements Tensor {
  private final Workspace owner; // keeps the workspace reachable as long as a tensor is
  private final Lifetime lifetime;
  private final MemorySegment segment; // begins at element 0 of this view
  private final DType dtype;
  private final Shape shape;
  private final long[] strides;
  private final boolean contiguous;

  HostTensor(
      Workspace owner,
      Lifetime lifetime,
      MemorySegment segment,
      DType dtype,
      Shape shape,
      long[] strides) {
    this.owner = owner;
    this.lifetime = lifetime;
    this.segment = segment;
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.contiguous = packed(shape, strides);
  }

  /** Returns whether the elements lie one after the other; axes with one position do not matter. */
  private static boolean packed(Shape shape, long[] strides) {
    long expected = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      if (shape.extent(axis) > 1 && strides[axis] != expected) {
        return shape.size() == 0;
      }
      expected *= Math.max(1, shape.extent(axis));
    }
    return true;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public long stride(int axis) {
    return strides[axis];
  }

  @Override
  public boolean contiguous() {
    return contiguous;
  }

  @Override
  @SuppressWarnings("exports")
  public Lifetime lifetime() {
    return lifetime;
  }

  /** Returns the workspace that owns the memory. */
  public Workspace owner() {
    return owner;
  }

  /**
   * Returns the memory from this tensor's first element on. Access after the owner's close is an
   * exception; a write through it is seen by the tensor.
   */
  public MemorySegment segment() {
    lifetime.check();
    return segment;
  }

  /** Returns the address of the first element; valid only while the lifetime is held. */
  public long address() {
    return segment.address();
  }

  @Override
  public HostTensor view(Slice... slices) {
    Check.that(
        slices.length == shape.rank(),
        () ->
            "view: expected "
                + shape.rank()
                + " slices for shape "
                + shape
                + ", found "
                + slices.length);
    long[] extents = new long[slices.length];
    long[] steps = new long[slices.length];
    long first = 0;
    for (int axis = 0; axis < slices.length; axis++) {
      long extent = shape.extent(axis);
      Slice slice = slices[axis];
      long to = slice.to() == Long.MAX_VALUE ? extent : slice.to();
      if (slice.from() > extent || to > extent) {
        throw new IndexOutOfBoundsException(
            "view: slice " + slice + " reaches beyond axis " + axis + " of extent " + extent);
      }
      extents[axis] = Math.ceilDiv(Math.max(0, to - slice.from()), slice.step());
      steps[axis] = strides[axis] * (extents[axis] > 1 ? slice.step() : 1); // a step may be huge
      first += Math.min(slice.from(), Math.max(0, extent - 1)) * strides[axis];
    }
    MemorySegment part = segment.asSlice(Math.min(first * dtype.bytes(), segment.byteSize()));
    return new HostTensor(owner, lifetime, part, dtype, Shape.of(extents), steps);
  }

  @Override
  public HostTensor reshape(long... extents) {
    Shape target = Shape.of(extents);
    Check.that(
        target.size() == shape.size(),
        () -> "reshape: expected " + shape.size() + " elements, found " + target);
    Check.that(contiguous, () -> "reshape: the tensor is a strided view; copy it first");
    return new HostTensor(owner, lifetime, segment, dtype, target, target.rowMajorStrides());
  }

  @Override
  public HostTensor permute(int... order) {
    long[] extents = new long[order.length];
    long[] steps = new long[order.length];
    long seen = 0;
    for (int axis = 0; axis < order.length; axis++) {
      if (order[axis] >= 0 && order[axis] < shape.rank()) {
        seen |= 1L << order[axis];
        extents[axis] = shape.extent(order[axis]);
        steps[axis] = strides[order[axis]];
      }
    }
    if (order.length != shape.rank() || seen != (1L << order.length) - 1) {
      throw new IllegalArgumentException(
          "permute: expected each axis of shape "
              + shape
              + " once, found "
              + Arrays.toString(order));
    }
    return new HostTensor(owner, lifetime, segment, dtype, Shape.of(extents), steps);
  }

  /**
   * Returns one element as a double (exact for all types but I64 beyond 2^53).
   *
   * @throws IndexOutOfBoundsException if an index is outside its axis
   */
  public double at(long... index) {
    return read(offset(index));
  }

  /** Returns one element of a rank-1 tensor, as {@link #at(long...)} does, without an array. */
  public double at(long index) {
    return read(offset(index));
  }

  private double read(long offset) {
    return switch (dtype) {
      case F32 -> segment.get(ValueLayout.JAVA_FLOAT, offset);
      case F64 -> segment.get(ValueLayout.JAVA_DOUBLE, offset);
      case F16 -> Halves.fromF16(segment.get(ValueLayout.JAVA_SHORT, offset));
      case BF16 -> Halves.fromBf16(segment.get(ValueLayout.JAVA_SHORT, offset));
      case I8 -> segment.get(ValueLayout.JAVA_BYTE, offset);
      case I32 -> segment.get(ValueLayout.JAVA_INT, offset);
      case I64 -> segment.get(ValueLayout.JAVA_LONG, offset);
    };
  }

  /** Returns one element of an integer tensor. */
  public long integerAt(long... index) {
    return readInteger(offset(index));
  }

  /** Returns one element of a rank-1 integer tensor. */
  public long integerAt(long index) {
    return readInteger(offset(index));
  }

  private long readInteger(long offset) {
    return switch (dtype) {
      case I8 -> segment.get(ValueLayout.JAVA_BYTE, offset);
      case I32 -> segment.get(ValueLayout.JAVA_INT, offset);
      case I64 -> segment.get(ValueLayout.JAVA_LONG, offset);
      case F32, F64, F16, BF16 ->
          throw new IllegalArgumentException("integerAt: the tensor is " + dtype);
    };
  }

  /**
   * Stores one element, converted to the tensor's type as by a Java cast (F16, BF16: rounded once,
   * to the nearest, halves to even).
   *
   * @throws IndexOutOfBoundsException if an index is outside its axis
   */
  public void set(double value, long... index) {
    write(value, offset(index));
  }

  /** Stores one element of a rank-1 tensor, as {@link #set(double, long...)} does. */
  public void set(double value, long index) {
    write(value, offset(index));
  }

  private void write(double value, long offset) {
    switch (dtype) {
      case F32 -> segment.set(ValueLayout.JAVA_FLOAT, offset, (float) value);
      case F64 -> segment.set(ValueLayout.JAVA_DOUBLE, offset, value);
      case F16 -> segment.set(ValueLayout.JAVA_SHORT, offset, Halves.toF16(value));
      case BF16 -> segment.set(ValueLayout.JAVA_SHORT, offset, Halves.toBf16(value));
      case I8 -> segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
      case I32 -> segment.set(ValueLayout.JAVA_INT, offset, (int) value);
      case I64 -> segment.set(ValueLayout.JAVA_LONG, offset, (long) value);
    }
  }

  /** Stores one element of an integer tensor without passing through a double. */
  public void setInteger(long value, long... index) {
    writeInteger(value, offset(index));
  }

  /** Stores one element of a rank-1 tensor, as {@link #setInteger(long, long...)} does. */
  public void setInteger(long value, long index) {
    writeInteger(value, offset(index));
  }

  private void writeInteger(long value, long offset) {
    switch (dtype) {
      case I8 -> segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
      case I32 -> segment.set(ValueLayout.JAVA_INT, offset, (int) value);
      case I64 -> segment.set(ValueLayout.JAVA_LONG, offset, value);
      case F32, F64, F16, BF16 ->
          throw new IllegalArgumentException("setInteger: the tensor is " + dtype);
    }
  }

  /** Copies the elements of a rank-1 tensor into a fresh array. */
  public double[] toArray() {
    Check.rank("toArray", this, 1);
    double[] values = new double[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = at(i);
    }
    return values;
  }

  private long offset(long index) {
    lifetime.check();
    if (shape.rank() != 1 || index < 0 || index >= shape.extent(0)) {
      return offset(new long[] {index}); // says what is wrong
    }
    return index * strides[0] * dtype.bytes();
  }

  private long offset(long[] index) {
    lifetime.check();
    Check.that(
        index.length == shape.rank(),
        () ->
            "expected " + shape.rank() + " indices for shape " + shape + ", found " + index.length);
    long element = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (index[axis] < 0 || index[axis] >= shape.extent(axis)) {
        throw new IndexOutOfBoundsException(
            "index " + Arrays.toString(index) + " is outside shape " + shape);
      }
      element += index[axis] * strides[axis];
    }
    return element * dtype.bytes();
  }

  @Override
  public String toString() {
    return dtype + shape.toString() + (contiguous ? "" : " strides " + Arrays.toString(strides));
  }
}
