package gatun.simd;

import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import java.util.List;

/**
 * A matrix laid out for products: what the kernels walk, cut into chunks of about equal work.
 *
 * <p>The table has one line of four longs for each chunk and one more for the end: first row, and
 * the addresses in {@code headers}, {@code indices} and {@code values} where the chunk begins. The
 * last {@code rows − slicedRows} rows are not in slices; they are read from the matrix itself.
 *
 * @param format how it is laid out
 * @param rows the matrix as it came
 * @param chunks number of chunks
 * @param table address of the table of chunks
 * @param slicedRows number of rows in whole slices; 0 for CSR
 * @param order address of the row of each lane, one int each, for SELL
 * @param dictionary address of the distinct value vectors, or 0 if values are streamed, for RUNS
 * @param bytes bytes of matrix data read by a product
 * @param memory the memory of the layout
 * @param description which layout and why
 */
record SpmvLayout(
    SparseFormat format,
    SpmvRows rows,
    long chunks,
    long table,
    long slicedRows,
    long order,
    long dictionary,
    long bytes,
    List<HostTensor> memory,
    String description) {
  /** Bytes of one line of the table. */
  static final long LINE = 32;

  /** Work, in entries, that makes a chunk. */
  static final long CHUNK_ENTRIES = 16_384;

  long firstRow(long chunk) {
    return Raw.int64(table + LINE * chunk);
  }

  long headers(long chunk) {
    return Raw.int64(table + LINE * chunk + 8);
  }

  long indices(long chunk) {
    return Raw.int64(table + LINE * chunk + 16);
  }

  long values(long chunk) {
    return Raw.int64(table + LINE * chunk + 24);
  }

  /** Writes one line of a table. */
  static void line(long table, long chunk, long row, long headers, long indices, long values) {
    long line = table + LINE * chunk;
    Raw.int64(line, row);
    Raw.int64(line + 8, headers);
    Raw.int64(line + 16, indices);
    Raw.int64(line + 24, values);
  }

  /** Returns these chunks with another description. */
  SpmvLayout describedAs(String text) {
    return new SpmvLayout(
        format, rows, chunks, table, slicedRows, order, dictionary, bytes, memory, text);
  }
}
