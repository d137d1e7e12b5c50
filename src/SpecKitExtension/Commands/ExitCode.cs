namespace SpecKitExtension.Commands;

/// <summary>The exit codes; scripts branch on them, so they never change.</summary>
internal enum ExitCode
{
    /// <summary>Done; also of a bounded <c>watch</c> while agents still run.</summary>
    Done = 0,

    /// <summary>The command line makes no sense.</summary>
    Usage = 1,

    /// <summary>Some task did not deliver, is incomplete, or is blocked.</summary>
    TasksOpen = 2,

    /// <summary>tasks.md, the configuration or a prompt has errors.</summary>
    BadInput = 3,

    /// <summary>helm, kubectl, git or the operating system failed.</summary>
    ToolFailed = 4,

    /// <summary>A program did not finish in its time.</summary>
    TimedOut = 5,

    /// <summary>Interrupted.</summary>
    Interrupted = 130,
}
