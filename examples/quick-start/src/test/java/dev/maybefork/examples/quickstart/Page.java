package dev.maybefork.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page whose blocks of code say what they are, in a comment before them: {@code <!-- file: NAME
 * -->} is a file, {@code <!-- run -->} are commands, {@code <!-- shows -->} is what they print.
 */
final class Page {
  private static final Pattern BLOCK =
      Pattern.compile("( *)<!-- (file: )?(.*?) -->\n *```\\w*\n(.*?)\n *```", Pattern.DOTALL);

  private record Block(boolean isFile, String name, String text) {}

  private final List<Block> blocks = new ArrayList<>();

  private Page() {}

  static Page read(Path file) throws IOException {
    Page page = new Page();
    Matcher matcher = BLOCK.matcher(Files.readString(file));
    while (matcher.find()) {
      String text = matcher.group(4).replaceAll("(?m)^" + matcher.group(1), "") + "\n";
      page.blocks.add(new Block(matcher.group(2) != null, matcher.group(3), text));
    }
    return page;
  }

  /** Writes all files of the page into the folder. */
  void writeFiles(Path folder) throws IOException {
    for (Block block : blocks) {
      if (block.isFile()) {
        Path file = folder.resolve(block.name());
        Files.createDirectories(file.getParent());
        Files.writeString(file, block.text());
      }
    }
  }

  /** The blocks of commands, in their order. */
  List<String> commands() {
    return texts("run");
  }

  /** The outputs, in their order. */
  List<String> outputs() {
    return texts("shows");
  }

  private List<String> texts(String name) {
    return blocks.stream()
        .filter(block -> !block.isFile() && block.name().equals(name))
        .map(Block::text)
        .toList();
  }
}
