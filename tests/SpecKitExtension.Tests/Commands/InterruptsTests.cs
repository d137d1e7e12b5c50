using SpecKitExtension.Commands;

namespace SpecKitExtension.Tests.Commands;

public sealed class InterruptsTests
{
    [Fact]
    public void A_press_ends_a_plain_command_at_once()
    {
        using Interrupts interrupts = new();
        interrupts.Press();
        (interrupts.First.IsCancellationRequested, interrupts.Abort.IsCancellationRequested).ShouldBe((true, true));
    }

    [Fact]
    public void A_run_has_two_presses_of_its_own_before_it_is_ended()
    {
        using Interrupts interrupts = new();
        interrupts.BeGraceful();
        interrupts.Press();
        State().ShouldBe((true, false, false));
        interrupts.Press();
        State().ShouldBe((true, true, false));
        interrupts.Press();
        State().ShouldBe((true, true, true));

        (bool, bool, bool) State() =>
            (interrupts.First.IsCancellationRequested, interrupts.Second.IsCancellationRequested, interrupts.Abort.IsCancellationRequested);
    }
}
