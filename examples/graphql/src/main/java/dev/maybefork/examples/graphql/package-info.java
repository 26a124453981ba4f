/** A GraphQL service whose fetchers mostly find what they look up in a cache. */
@NullMarked
package dev.maybefork.examples.graphql;

import org.jspecify.annotations.NullMarked;
