namespace ModelSimulator;

/// <summary>Token counts of one answer.</summary>
/// <param name="Input">Tokens of the request, cached ones included.</param>
/// <param name="Output">Tokens of the answer.</param>
/// <param name="Cached">Tokens of the request that came from the provider's cache.</param>
internal sealed record ModelUsage(int Input = 100, int Output = 20, int Cached = 0);
