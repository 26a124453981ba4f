package dev.maybefork;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.maybefork.testing.JavaCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who knows whom: the map of rooms in docs/design.md. */
class RoomsTest {
  private static final String API = "dev.maybefork";
  private static final String ENGINE = "dev.maybefork.internal.engine";
  private static final String WATCH = "dev.maybefork.internal.watch";
  private static final String JDK = "dev.maybefork.internal.jdk";
  private static final String AGENT = "dev.maybefork.agent";

  private static JavaClasses classes;

  /**
   * A class with those that are nested in it; of the API none, where facades know what they hide.
   */
  private static final SliceAssignment BY_CLASS =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return type.getPackageName().equals(API)
              ? SliceIdentifier.ignore()
              : SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""));
        }

        @Override
        public String getDescription() {
          return "classes";
        }
      };

  @BeforeAll
  static void readClasses() {
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // there is no logger, and need be none
    classes = new ClassFileImporter().importPath(JavaCommand.CLASSES.resolve("dev"));
  }

  @Test
  void noArrowRunsUp() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("api")
        .definedBy(API)
        .layer("engine")
        .definedBy(ENGINE)
        .layer("watch")
        .definedBy(WATCH)
        .layer("jdk")
        .definedBy(JDK)
        .layer("agent")
        .definedBy(AGENT)
        .whereLayer("api")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("api")
        .whereLayer("watch")
        .mayOnlyBeAccessedByLayers("api", "engine")
        .whereLayer("jdk")
        .mayOnlyBeAccessedByLayers("api", "engine", "watch", "agent")
        .whereLayer("agent")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(classes);
  }

  @Test
  void noRoomHasACircle() {
    slices().assignedFrom(BY_CLASS).should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyOneRoomKnowsTheInsideOfTheJdk() {
    noClasses()
        .that()
        .resideOutsideOfPackages(JDK, AGENT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jdk..", "sun..", "java.lang.foreign..", "java.lang.instrument..")
        .check(classes);
  }
}
