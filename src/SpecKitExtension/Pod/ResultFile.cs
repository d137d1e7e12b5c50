namespace SpecKitExtension.Pod;

/// <summary>Writes results.</summary>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">The role's voice.</param>
/// <param name="clock">The time.</param>
internal sealed class ResultFile(PodSettings settings, Voice voice, TimeProvider clock)
{
    private readonly string started = Stamp(clock);

    /// <summary>Now, in seconds, as the result writes it.</summary>
    public static string Stamp(TimeProvider clock) =>
        clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A result that says nothing yet but whose it is.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="reason">Why; credentials are taken out.</param>
    public PodResult Of(string outcome, string reason) =>
        new()
        {
            Task = settings.Task,
            TaskDigest = settings.Digest,
            Feature = settings.Feature,
            Attempt = settings.Attempt,
            Outcome = outcome,
            Branch = settings.Branch,
            BaseCommit = settings.BaseCommit.Length > 0 ? settings.BaseCommit : null,
            Reason = voice.Hide(reason),
            StartedAt = started,
            EndedAt = Stamp(clock),
        };

    /// <summary>Writes the termination message.</summary>
    /// <returns>Its text.</returns>
    public string Write(PodResult result)
    {
        var json = result.ToJson();
        try
        {
            File.WriteAllText(settings.ResultFile, json + "\n");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            voice.Say($"cannot write {settings.ResultFile}: {refused.Message}");
        }

        return json;
    }
}
