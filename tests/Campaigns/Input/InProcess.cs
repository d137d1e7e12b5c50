using SpecKitExtension.Commands;
using SpecKitExtension.Tools;

namespace Campaigns.Input;

/// <summary>What a command line in this process has come to.</summary>
internal sealed record Called(int Code, string Out, string Error)
{
    /// <summary>Fails unless the code is one of the list, both outputs are harmless, and whoever is refused learns why.</summary>
    internal Called ShouldBeFinished(params int[] codes)
    {
        codes.ShouldContain(Code, $"{Out}\n--- stderr\n{Error}");
        Terminal.ShouldBeHarmless(Out, "stdout");
        Terminal.ShouldBeHarmless(Error, "stderr");
        (Code == 0 || (Out + Error).Trim().Length > 0).ShouldBeTrue($"exit code {Code} without a word");
        return this;
    }
}

/// <summary>The tool's command line without the cost of a process.</summary>
internal static class InProcess
{
    /// <summary>No input may take longer, in seconds.</summary>
    internal const int Limit = 30;

    /// <summary>Calls a command line.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="arguments">The command and its arguments.</param>
    internal static async Task<Called> RunAsync(string directory, params IReadOnlyList<string> arguments)
    {
        using Interrupts interrupts = new();
        using StringWriter output = new();
        using StringWriter error = new();
        Host host = new()
        {
            Out = output,
            Error = error,
            Directory = directory,
            Variables = Variables.None,
            Tools = new ToolRunner(Variables.OfProcess()),
            Interrupts = interrupts,
        };
        var code = await WithinAsync(() => CommandLine.RunAsync(host, arguments));
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Fails when something takes too long.</summary>
    internal static async Task<T> WithinAsync<T>(Func<Task<T>> something)
    {
        try
        {
            return await Task.Run(something).WaitAsync(TimeSpan.FromSeconds(Limit));
        }
        catch (TimeoutException)
        {
            throw new ShouldAssertException($"it hangs: not done after {Limit} s");
        }
    }

    /// <summary>Fails when something takes too long.</summary>
    internal static Task WithinAsync(Action something) =>
        WithinAsync(() =>
        {
            something();
            return Task.FromResult(true);
        });
}
