package io.kitward.server.repository;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/**
 * A bare repository for one look, into which no more comes than its bounds allow: the bytes are
 * counted as they arrive, before anything is made of them.
 */
final class BoundedRepository extends FileRepository {

  /** {@code PACK}, its version and the number of its objects. */
  private static final int PACK_HEADER = 12;

  private final Bounds bounds;
  private final InstantSource clock;
  private final Instant end;

  private BoundedRepository(FileRepositoryBuilder builder, Bounds bounds, InstantSource clock)
      throws IOException {
    super(builder);
    this.bounds = bounds;
    this.clock = clock;
    this.end = clock.instant().plus(bounds.time());
  }

  static BoundedRepository create(Path folder, Bounds bounds, InstantSource clock)
      throws IOException {
    var builder = new FileRepositoryBuilder();
    builder.setGitDir(folder.toFile()).setBare();
    var repository = new BoundedRepository(builder.setup(), bounds, clock);
    try {
      repository.create(true);
    } catch (IOException e) {
      repository.close();
      throw e;
    }
    // A redirect could lead the credentials, or the server itself, to where nobody meant.
    repository.getConfig().setString("http", null, "followRedirects", "false");
    return repository;
  }

  /** Whether the time for this look is over. */
  boolean isLate() {
    return clock.instant().isAfter(end);
  }

  @Override
  public ObjectInserter newObjectInserter() {
    ObjectInserter inserter = super.newObjectInserter();
    return new ObjectInserter.Filter() {
      @Override
      protected ObjectInserter delegate() {
        return inserter;
      }

      @Override
      public PackParser newPackParser(InputStream in) throws IOException {
        PackParser parser = inserter.newPackParser(counted(new BoundedStream(in)));
        parser.setMaxObjectSizeLimit(bounds.objectBytes());
        return parser;
      }
    };
  }

  /** Room for each object is made by what the pack says of itself, so that is looked at first. */
  private InputStream counted(InputStream in) throws IOException {
    byte[] header = in.readNBytes(PACK_HEADER);
    if (header.length == PACK_HEADER) {
      long objects = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(PACK_HEADER - 4));
      if (objects > bounds.objects()) {
        throw new IOException("it sends " + objects + " objects, the limit is " + bounds.objects());
      }
    }
    return new SequenceInputStream(new ByteArrayInputStream(header), in);
  }

  /** Ends with an error where there is more than allowed, or where it takes too long. */
  private final class BoundedStream extends FilterInputStream {
    private long left = bounds.packBytes();

    BoundedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new IOException("it sends more than " + bounds.packBytes() + " bytes");
      }
      if (isLate()) {
        throw new IOException("it takes longer than " + bounds.time().toSeconds() + " s");
      }
    }
  }
}
