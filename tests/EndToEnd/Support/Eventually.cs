namespace EndToEnd.Support;

/// <summary>Waiting for something another process does.</summary>
internal static class Eventually
{
    /// <exception cref="TimeoutException">It did not happen within the limit.</exception>
    internal static async Task HoldsAsync(Func<Task<bool>> condition, string what, double limitSeconds = 60)
    {
        var limit = DateTime.UtcNow.AddSeconds(limitSeconds);
        while (!await condition())
        {
            if (DateTime.UtcNow > limit)
            {
                throw new TimeoutException($"not within {limitSeconds} s: {what}");
            }

            await Task.Delay(50);
        }
    }

    internal static Task HoldsAsync(Func<bool> condition, string what, double limitSeconds = 60) =>
        HoldsAsync(() => Task.FromResult(condition()), what, limitSeconds);
}
