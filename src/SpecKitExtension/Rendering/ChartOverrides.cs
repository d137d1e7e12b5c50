using System.Globalization;
using SpecKitExtension.Configuration;

namespace SpecKitExtension.Rendering;

/// <summary>Settings that the chart knows too: only what somebody has set wins over the platform's values.</summary>
internal static class ChartOverrides
{
    /// <summary>The chart's values for those settings.</summary>
    public static OrderedDictionary<string, object?> Of(Settings settings)
    {
        OrderedDictionary<string, object?> values = [];
        Set(values, settings, "agent.command", settings.Agent.Command, "agent", "command");
        Set(values, settings, "agent.outputLines", settings.Agent.OutputLines, "agent", "outputLines");
        Set(values, settings, "agent.timeoutSeconds", Seconds(settings.Agent.TimeoutSeconds), "timeouts", "agent");
        Set(values, settings, "agent.killSeconds", Seconds(settings.Agent.KillSeconds), "timeouts", "agentKill");
        Set(values, settings, "agent.firstOutputSeconds", Seconds(settings.Agent.FirstOutputSeconds), "timeouts", "firstOutput");
        Set(values, settings, "clone.timeoutSeconds", Seconds(settings.Cloning.TimeoutSeconds), "timeouts", "clone");
        Set(values, settings, "clone.depth", settings.Cloning.Depth, "git", "cloneDepth");
        Set(values, settings, "delivery.timeoutSeconds", Seconds(settings.Delivery.TimeoutSeconds), "timeouts", "delivery");
        Set(values, settings, "delivery.checkpointSeconds", Seconds(settings.Delivery.CheckpointSeconds), "timeouts", "checkpoint");
        Set(values, settings, "delivery.denyPaths", settings.Delivery.DenyPaths, "delivery", "denyPaths");
        Set(values, settings, "delivery.maxFileMiB", settings.Delivery.MaxFileMiB, "delivery", "maxFileMiB");
        Set(values, settings, "heartbeat.seconds", Seconds(settings.Heartbeat.Seconds), "timeouts", "heartbeat");
        Set(values, settings, "heartbeat.staleSeconds", Seconds(settings.Heartbeat.StaleSeconds), "timeouts", "heartbeatStale");
        Set(values, settings, "imageGraceSeconds", Seconds(settings.ImageGraceSeconds), "timeouts", "image");
        Set(values, settings, "terminationGraceSeconds", Seconds(settings.TerminationGraceSeconds), "timeouts", "termination");
        Set(values, settings, "git.authorName", settings.Git.AuthorName, "git", "authorName");
        Set(values, settings, "git.authorEmail", settings.Git.AuthorEmail, "git", "authorEmail");
        return values;
    }

    private static void Set(
        OrderedDictionary<string, object?> values,
        Settings settings,
        string setting,
        object? value,
        string group,
        string name
    )
    {
        if (settings.Said.ContainsKey(setting) && value is not null)
        {
            if (!values.TryGetValue(group, out var known))
            {
                values[group] = known = new OrderedDictionary<string, object?>();
            }

            ((OrderedDictionary<string, object?>)known!)[name] = value;
        }
    }

    private static string Seconds(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds}s");
}
