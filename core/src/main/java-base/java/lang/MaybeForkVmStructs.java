package java.lang;

import jdk.internal.misc.Unsafe;

/**
 * The layout of HotSpot's own structures, from the table that it exports for debuggers ({@code
 * gHotSpotVMStructs}, hotspot: {@code vmStructs.cpp}).
 */
final class MaybeForkVmStructs {
  private static final Unsafe U = Unsafe.getUnsafe();

  private MaybeForkVmStructs() {}

  /** The offset of a field in its type. */
  static long offset(String type, String field) {
    long offset = find(type, field);
    if (offset < 0) {
      throw new InternalError("gHotSpotVMStructs has no " + type + "." + field);
    }
    return offset;
  }

  /** The same; negative if there is none. */
  static long find(String type, String field) {
    long entry = U.getLong(symbol("gHotSpotVMStructs"));
    long typeName = vmStructs("EntryTypeNameOffset");
    long fieldName = vmStructs("EntryFieldNameOffset");
    long offset = vmStructs("EntryOffsetOffset");
    long stride = vmStructs("EntryArrayStride");
    for (; U.getLong(entry + typeName) != 0; entry += stride) {
      if (isString(U.getLong(entry + typeName), type)
          && isString(U.getLong(entry + fieldName), field)) {
        return U.getLong(entry + offset);
      }
    }
    return -1;
  }

  private static long vmStructs(String suffix) {
    return U.getLong(symbol("gHotSpotVMStruct" + suffix));
  }

  /** The address of what the VM exports by that name. */
  static long symbol(String name) {
    long address = ClassLoader.findNative(null, MaybeForkVmStructs.class, name, "symbol");
    if (address == 0) {
      throw new InternalError("the VM does not export " + name);
    }
    return address;
  }

  private static boolean isString(long address, String expected) {
    if (address == 0) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (U.getByte(address + i) != expected.charAt(i)) {
        return false;
      }
    }
    return U.getByte(address + expected.length()) == 0;
  }
}
