package dev.maybefork.examples.structured;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.examples.Page;
import dev.maybefork.examples.Pages;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** The example loads what a plain loop loads, and waits in threads of its own for the slow ones. */
@Timeout(60)
class StructuredExampleTest {
  @EveryOwner
  void loadsAllPagesAndForksWhereItBlocks(Owner by) throws Exception {
    by.run(() -> {
      try (Pages pages = Pages.open()) {
        List<Page> loaded = StructuredExample.load(pages);
        assertThat(loaded)
            .extracting(Page::text)
            .isEqualTo(Pages.NUMBERS.stream().map(pages::load).map(Page::text).toList());
        if (Scopes.areEager()) {
          assertThat(loaded).filteredOn(Page::forked).extracting(Page::number).contains(3, 9);
        }
      }
    });
  }
}
