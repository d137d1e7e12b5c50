using SpecKitExtension.Git;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>A tree with tasks' boxes ticked in tasks.md, which is read and written as git has it, never from a checkout.</summary>
/// <param name="room">Where git works.</param>
/// <param name="context">The feature.</param>
internal sealed class TickedTree(MergeRoom room, FeatureContext context)
{
    /// <summary>Refuses a commit whose tasks.md cannot be ticked.</summary>
    /// <param name="commit">The developer's commit.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <exception cref="InvalidTasksException">It has none, or no regular file of a sensible size.</exception>
    public async Task RequireAsync(string commit, CancellationToken ct)
    {
        if (await FindAsync(commit, ct) is not { } entry)
        {
            throw new InvalidTasksException(
                $"{context.TasksPath} is not in the commit that HEAD names, or its folder is a link there, so no box can be ticked."
            );
        }

        if (!entry.IsFile)
        {
            throw new InvalidTasksException(
                $"{context.TasksPath} is no regular file in the commit that HEAD names (mode {entry.Mode}), so no box can be ticked."
            );
        }

        if (await entry.SizeAsync(room, ct) is var size && size > RepositoryFile.MostBytes)
        {
            throw new InvalidTasksException(
                $"{context.TasksPath} has {size} bytes in the commit that HEAD names; at most {RepositoryFile.MostBytes} are read."
            );
        }
    }

    /// <summary>Writes the tree.</summary>
    /// <param name="tree">The tree to start from; its tasks.md is one that <see cref="RequireAsync"/> takes.</param>
    /// <param name="task">The task whose box is ticked.</param>
    /// <param name="ct">Ends the writing.</param>
    /// <returns>The new tree's hash.</returns>
    public async Task<string> WriteAsync(string tree, TaskId task, CancellationToken ct)
    {
        var entry = await FindAsync(tree, ct) ?? throw new InvalidTasksException($"{context.TasksPath} is gone from the merge.");
        var file = Path.Combine(room.Tree, (await room.RunAsync(ct, "unpack-file", entry.Hash)).Text);
        await File.WriteAllBytesAsync(
            file,
            TaskCheckbox.Tick(await File.ReadAllBytesAsync(file, ct), new HashSet<TaskId> { task }, context.Grammar),
            ct
        );
        var blob = (await room.RunAsync(ct, "hash-object", "-w", "--no-filters", "--", file)).Text;
        File.Delete(file);
        return await room.ReplaceAsync(tree, [entry with { Hash = blob }], [], ct);
    }

    private async Task<TreeEntry?> FindAsync(string tree, CancellationToken ct) =>
        await TreeEntry.FindAsync(room, tree, [context.TasksPath], ct) is [var entry, ..] ? entry : null;
}
