namespace SpecKitExtension.Pod;

/// <summary>A time that is left; measured by a clock that stands still while the machine sleeps, and that nobody sets.</summary>
/// <param name="clock">The clock; only its time stamps are asked.</param>
/// <param name="span">How long.</param>
internal sealed class Pace(TimeProvider clock, TimeSpan span)
{
    private readonly long began = clock.GetTimestamp();

    /// <summary>How much has passed.</summary>
    public TimeSpan Passed => clock.GetElapsedTime(began);

    /// <summary>How much is left; never less than nothing.</summary>
    public TimeSpan Left => span - Passed is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether nothing is left.</summary>
    public bool IsOver => Left == TimeSpan.Zero;
}
