package dev.maybefork.examples.checksums;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A folder of random files in folders, on the disk when it is made, deleted by {@link #close}. */
final class SampleTree implements AutoCloseable {
  private static final int FILES_A_FOLDER = 100;
  private static final int FEWEST_BYTES = 4 * 1024;
  private static final int MOST_BYTES = 36 * 1024;

  private final Path root;

  private SampleTree(Path root) {
    this.root = root;
  }

  /**
   * Makes a tree.
   *
   * @param parent the folder for it; its file system is the one that is measured
   * @param files how many files
   */
  static SampleTree make(Path parent, int files) throws IOException {
    SampleTree tree = new SampleTree(Files.createTempDirectory(parent, "checksums"));
    try {
      tree.fill(files);
      return tree;
    } catch (IOException | RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  private void fill(int files) throws IOException {
    Random random = new Random(files);
    for (int i = 0; i < files; i++) {
      Path folder = root.resolve("folder" + i / FILES_A_FOLDER);
      Files.createDirectories(folder);
      byte[] content = new byte[random.nextInt(FEWEST_BYTES, MOST_BYTES)];
      random.nextBytes(content);
      Files.write(folder.resolve("file" + i % FILES_A_FOLDER), content);
    }
    PageCache.sync(root);
  }

  Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.forEach(all::add);
    }
    all.sort(Comparator.reverseOrder());
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
