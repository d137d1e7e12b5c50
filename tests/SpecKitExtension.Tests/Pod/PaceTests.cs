using SpecKitExtension.Pod;

namespace SpecKitExtension.Tests.Pod;

public sealed class PaceTests
{
    [Fact]
    public void A_clock_that_somebody_sets_ends_nothing()
    {
        Clock clock = new();
        Pace pace = new(clock, TimeSpan.FromHours(2));

        clock.Now += TimeSpan.FromHours(3);
        clock.Stamp += TimeSpan.FromSeconds(2).Ticks;

        pace.IsOver.ShouldBeFalse();
        pace.Left.ShouldBe(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(2));
        clock.Stamp += TimeSpan.FromHours(2).Ticks;
        pace.IsOver.ShouldBeTrue();
        pace.Left.ShouldBe(TimeSpan.Zero);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public long Stamp { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Stamp;
    }
}
