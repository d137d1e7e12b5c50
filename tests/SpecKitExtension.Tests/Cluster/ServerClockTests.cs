using SpecKitExtension.Cluster;

namespace SpecKitExtension.Tests.Cluster;

public sealed class ServerClockTests
{
    [Fact]
    public void A_clock_that_is_minutes_off_does_not_matter()
    {
        ServerClock clock = new(TimeProvider.System);
        (clock.Now - DateTimeOffset.UtcNow).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        clock.Learn(DateTimeOffset.UtcNow.AddMinutes(-12));
        (clock.Now - DateTimeOffset.UtcNow.AddMinutes(-12)).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        clock.Learn(null);
        (clock.Now - DateTimeOffset.UtcNow.AddMinutes(-12)).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        clock.Learn(DateTimeOffset.UtcNow.AddSeconds(1));
        (clock.Now - DateTimeOffset.UtcNow).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void An_outage_is_told_once_with_its_reason_and_once_that_it_is_over()
    {
        List<string> told = [];
        Hand hand = new();
        ConnectionLoss outage = new(told.Add, TimeSpan.FromSeconds(30), hand);
        outage.Failed("a blip");
        outage.Answered();
        outage.Failed("no route to host\nmore");
        hand.Seconds = 29;
        outage.Failed("no route to host\nmore");
        told.ShouldBeEmpty();
        hand.Seconds = 31;
        outage.Failed("no route to host\nmore");
        outage.Failed("no route to host\nmore");
        told.ShouldHaveSingleItem().ShouldEndWith(" no route to host");
        outage.Answered();
        outage.Answered();
        told.Count.ShouldBe(2);
    }

    /// <summary>A clock that is moved by hand.</summary>
    private sealed class Hand : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
