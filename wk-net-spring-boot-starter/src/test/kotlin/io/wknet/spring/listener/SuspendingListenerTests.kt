package io.wknet.spring.listener

import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

import io.wknet.auth.Identity
import io.wknet.frame.ApplicationFrame
import io.wknet.listener.Dispatch
import io.wknet.spring.Hints
import io.wknet.spring.annotation.Payload
import io.wknet.spring.annotation.WkExceptionHandler
import io.wknet.spring.annotation.WkOnAuthenticated
import io.wknet.spring.annotation.WkOnConnect
import io.wknet.spring.annotation.WkOnFrame
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

import org.springframework.aot.hint.predicate.RuntimeHintsPredicates
import org.springframework.boot.test.context.FilteredClassLoader

/**
 * Listener methods in Kotlin.
 */
class SuspendingListenerTests {

	@Test
	fun repliesWhenAFunctionIsDone() {
		ListenerRunner.run(Replies::class.java) { client, _ ->
			client.send(16, "hello")
			assertThat(client.receiveText()).isEqualTo("you said hello")
			client.send(17, "hello")
			assertThat(client.receiveText()).isEqualTo("at once")
		}
	}

	@Test
	fun readsAndWritesJson() {
		ListenerRunner.run(Json::class.java) { client, _ ->
			client.send(16, """{"x":1,"y":2}""")
			assertThat(client.receiveText()).isEqualTo("""{"sum":3}""")
		}
	}

	@Test
	fun sendsNothingForUnit() {
		ListenerRunner.run(Nothing::class.java) { client, _ ->
			client.send(16, "")
			client.send(17, "")
			client.send(18, "next")
			assertThat(client.receiveText()).isEqualTo("next")
		}
	}

	@Test
	fun sendsEachElementOfAFlow() {
		ListenerRunner.run(Streams::class.java) { client, _ ->
			client.send(16, "")
			assertThat(List(100) { client.receiveText() }).isEqualTo(List(100) { it.toString() })
			client.send(17, "")
			assertThat(List(2) { client.receiveText() }).containsExactly("one", "two")
		}
	}

	@Test
	fun sendsTheValueOfADeferred() {
		ListenerRunner.run(Streams::class.java) { client, _ ->
			client.send(18, "")
			assertThat(client.receiveText()).isEqualTo("later")
		}
	}

	@Test
	fun startsOnTheEventLoopUnlessToldOtherwise() {
		ListenerRunner.run(Threads::class.java) { client, _ ->
			client.send(16, "")
			assertThat(client.receiveText()).startsWith("wk-net-")
			client.send(17, "")
			assertThat(client.receiveText()).startsWith("task-")
		}
	}

	@Test
	fun keepsTheOrderOfFrames() {
		ListenerRunner.run(Order::class.java) { client, _ ->
			val texts = List(100) { it.toString() }
			texts.forEachIndexed { i, text -> client.send(16 + i % 2, text) }
			assertThat(texts.map { client.receiveText() }).isEqualTo(texts)
		}
	}

	@Test
	fun givesExceptionsToTheHandler() {
		ListenerRunner.run(Failing::class.java) { client, _ ->
			client.send(16, "")
			assertThat(client.receiveText()).isEqualTo("failed: at once")
			client.send(17, "")
			assertThat(client.receiveText()).isEqualTo("failed: later")
		}
	}

	@Test
	fun cancelsAFlowWhoseConnectionHasClosed() {
		ListenerRunner.run(Endless::class.java) { client, endless ->
			client.send(16, "")
			assertThat(client.receiveText()).isEqualTo("tick")
			client.close()
			assertThat(endless.ended.await(10, TimeUnit.SECONDS)).isTrue()
		}
	}

	@Test
	fun leavesOutWhatMayBeNull() {
		ListenerRunner.run(Optional::class.java) { client, _ ->
			assertThat(client.receiveText()).isEqualTo("null, then alice")
		}
	}

	@Test
	fun refusesAnArgumentThatMayBeAbsentAndNotNull() {
		assertThat(failure(Required::class.java)).startsWith("Listener method ${Required::class.java.name}"
			+ ".connected(Identity) of bean ").contains("parameter 1 'identity'", "absent for a peer")
	}

	@Test
	fun refusesArgumentsThatCanNotBeResolved() {
		assertThat(failure(Unresolvable::class.java)).contains(".ask(Thread) of bean", "parameter 1 'thread'")
	}

	@Test
	fun refusesRepliesThatCanNotBeSent() {
		assertThat(failure(Unsendable::class.java)).contains("returns java.lang.String, but there is no frame")
	}

	@Test
	fun needsTheCoroutinesOfReactor() {
		ListenerRunner.create(Replies::class.java)
			.withClassLoader(FilteredClassLoader("kotlinx.coroutines"))
			.run { context ->
				assertThat(context.startupFailure).hasMessageContaining("${Replies::class.java.name}.")
					.hasMessageContaining("is a suspending function")
					.hasMessageContaining("Add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor.")
			}
	}

	@Test
	fun tellsNativeImagesOfTheJsonThatItReadsAndWrites() {
		val hints = Hints.of(Json::class.java)
		val function = Json::class.java.declaredMethods.single { it.name == "add" }
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(function)).accepts(hints)
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(Point::class.java.constructors.single()))
			.accepts(hints)
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Sum::class.java.getMethod("getSum")))
			.accepts(hints)
	}

	private fun failure(listener: Class<*>): String? {
		var message: String? = null
		ListenerRunner.create(listener).run { context -> message = context.startupFailure?.message }
		return message
	}

	class Replies {

		@WkOnFrame(16)
		suspend fun echo(@Payload text: String): String {
			delay(1)
			return "you said $text"
		}

		@WkOnFrame(17)
		suspend fun atOnce() = "at once"

	}

	class Json {

		@WkOnFrame(16)
		suspend fun add(@Payload point: Point): Sum {
			delay(1)
			return Sum(point.x + point.y)
		}

	}

	class Nothing {

		@WkOnFrame(16)
		suspend fun nothing() {
			delay(1)
		}

		@WkOnFrame(17)
		fun nothingLater(): Deferred<Unit> = CompletableDeferred(Unit)

		@WkOnFrame(18)
		suspend fun echo(@Payload text: String) = text

	}

	class Streams {

		@WkOnFrame(16)
		suspend fun count(): Flow<String> {
			delay(1)
			return flow { repeat(100) { emit(it.toString()) } }
		}

		@WkOnFrame(17)
		fun oneTwo(): Flow<String> = flowOf("one", "two")

		@WkOnFrame(18)
		fun later(): Deferred<String> = CompletableDeferred("later")

	}

	class Threads {

		@WkOnFrame(16)
		suspend fun eventLoop(): String = Thread.currentThread().name

		@WkOnFrame(17, dispatch = [Dispatch.WORKER])
		suspend fun worker(): String = Thread.currentThread().name

	}

	class Order {

		@WkOnFrame(16)
		suspend fun slow(@Payload text: String): String {
			delay(2)
			return text
		}

		@WkOnFrame(17)
		suspend fun fast(@Payload text: String) = text

	}

	class Failing {

		@WkOnFrame(16)
		suspend fun atOnce(): String = throw IOException("at once")

		@WkOnFrame(17)
		suspend fun later(): String {
			delay(1)
			throw IOException("later")
		}

		@WkExceptionHandler
		suspend fun failed(ex: IOException, frame: ApplicationFrame): ApplicationFrame {
			delay(1)
			return ApplicationFrame.of(frame.typeCode(), io.wknet.frame.Payload.utf8("failed: ${ex.message}"))
		}

	}

	class Endless {

		val ended = CountDownLatch(1)

		@WkOnFrame(16)
		fun ticks(): Flow<String> = flow {
			try {
				while (true) {
					emit("tick")
					delay(1)
				}
			}
			finally {
				ended.countDown()
			}
		}

	}

	class Optional {

		@Volatile
		private var before = "nobody"

		@WkOnConnect
		suspend fun connected(identity: Identity?) {
			before = identity?.uid() ?: "null"
		}

		@WkOnAuthenticated
		suspend fun authenticated(identity: Identity): ApplicationFrame =
			ApplicationFrame.of(16, io.wknet.frame.Payload.utf8("$before, then ${identity.uid()}"))

	}

	class Required {

		@WkOnConnect
		suspend fun connected(identity: Identity) {
			checkNotNull(identity)
		}

	}

	class Unresolvable {

		@WkOnFrame(16)
		suspend fun ask(thread: Thread) = thread.name

	}

	class Unsendable {

		@WkOnConnect
		suspend fun connected() = "hello"

	}

	data class Point(val x: Int, val y: Int)

	data class Sum(val sum: Int)

}
