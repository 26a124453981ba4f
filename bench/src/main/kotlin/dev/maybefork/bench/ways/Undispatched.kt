package dev.maybefork.bench.ways

import java.util.concurrent.Callable
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking

/**
 * Coroutines that run on their caller's stack until they suspend.
 *
 * A *call* that blocks doesn't suspend: it holds the caller. So a body that sleeps has to be told
 * apart, and uses `delay`.
 */
object Undispatched {
  /** Runs the body, which doesn't suspend. */
  @JvmStatic
  fun one(body: Callable<*>): Any? = runBlocking { async(start = UNDISPATCHED) { body.call() }.await() }

  /** Runs all bodies, and those that are marked a delay later. */
  @JvmStatic
  fun <T> all(bodies: List<Callable<T>>, delayed: BooleanArray, millis: Long): List<T> = runBlocking {
    bodies
      .mapIndexed { i, body ->
        async(start = UNDISPATCHED) {
          if (delayed[i]) delay(millis)
          body.call()
        }
      }
      .awaitAll()
  }
}
