namespace EndToEnd.Support;

/// <summary>Tests that take too much of two cores for every change; <c>.ci/long</c> asks for them.</summary>
internal static class LongTests
{
    /// <summary>Skips the test where nobody has asked for long ones.</summary>
    internal static void SkipUnlessAsked() =>
        Skip.IfNot(
            Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_LONG") is { Length: > 0 },
            "It takes long: set SPECKIT_ASYNC_TEST_LONG (.ci/long does)."
        );
}
