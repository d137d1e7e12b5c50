using System.CommandLine.Completions;
using SpecKitExtension.Configuration;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>The task ids that a shell offers.</summary>
internal static class TaskCompletion
{
    /// <summary>The open ASYNC tasks of the feature that the line is about; it asks neither git nor a server.</summary>
    public static IEnumerable<string> Ids(Host host, CompletionContext context)
    {
        try
        {
            var project = FeatureLocation.FindProject(host, null);
            var location = FeatureLocation.Find(host, project, null, context.ParseResult.GetValue(CommonOptions.Feature), null);
            var grammar = TaskGrammar.Create(Session.LoadSettings(host, project, context.ParseResult).IdPrefixes);
            var list = TaskListReader.Read(location.RelativeTasksFile, location.ReadTasks(), grammar);
            return [.. list.Tasks.Where(task => task is { Mode: TaskMode.Async, Done: false }).Select(task => task.Id.Value)];
        }
        catch (Exception failure) when (failure is UsageException or TasksFileException or SettingsProblemException)
        {
            // Nobody asked anything yet: a shell that completes has no place for what is wrong.
            return [];
        }
    }
}
