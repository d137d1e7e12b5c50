using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>The agent's tree as git would commit it, without what must not be pushed.</summary>
/// <param name="Tree">Hash of the tree.</param>
/// <param name="LeftOut">Paths that are not in it as the agent has them, in bytes.</param>
/// <param name="Notes">What to say of them, shortly.</param>
/// <param name="Unfit">Why it is no delivery though it is all that could be saved; null when it may be one.</param>
/// <param name="OnlyDenied">Whether everything that was left out was left out by rule, and nothing for a limit.</param>
internal sealed record SnapshotTree(string Tree, IReadOnlyList<string> LeftOut, string Notes, string? Unfit, bool OnlyDenied)
{
    /// <summary>Whether something was left out because the volume was full.</summary>
    public bool LacksRoom { get; init; }
}

/// <summary>Makes snapshots: a copy, and git on the copy with an index that is new each time.</summary>
/// <param name="git">git.</param>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">Where what was left out is named.</param>
/// <param name="basis">The base.</param>
internal sealed class Snapshots(PodGit git, PodSettings settings, Voice voice, BaseTree basis)
{
    private const int Attempts = 4;
    private int number;

    private string Attributes => Path.Combine(settings.Bare, "info", "attributes");

    /// <summary>Makes one: in the courier's directory, and when that is full in the spare one, where git stays from then on.</summary>
    /// <exception cref="WreckedTreeException">There is no tree any more.</exception>
    /// <exception cref="PodFailedException">It could not be made.</exception>
    public SnapshotTree Take(Func<bool> mayGoOn)
    {
        if (git.WritesToSpare)
        {
            return TakeIn(settings.SpareDir!, mayGoOn);
        }

        SnapshotTree? first = null;
        try
        {
            first = TakeIn(settings.CourierDir, mayGoOn);
        }
        catch (Exception full) when (IsFull(full) && mayGoOn() && git.UseSpare())
        {
            voice.Say($"{full.Message}; trying again in {settings.SpareDir}");
        }

        if (first is { LacksRoom: false } || (first is not null && !git.UseSpare()))
        {
            return first;
        }

        Folders.Remove(Copy(settings.CourierDir));
        try
        {
            return TakeIn(settings.SpareDir!, mayGoOn) is var second && (first is null || second.LeftOut.Count < first.LeftOut.Count)
                ? second
                : first;
        }
        catch (Exception full) when (first is not null && IsFull(full))
        {
            voice.Say(full.Message);
            return first;
        }
    }

    /// <summary>Removes what snapshots leave.</summary>
    public void Clear()
    {
        Folders.Remove(Copy(settings.CourierDir));
        if (settings.SpareDir is { } spare)
        {
            Folders.Remove(spare);
        }
    }

    private static string Copy(string place) => Path.Combine(place, "tree");

    private static bool IsFull(Exception failure) => failure is PodFailedException or IOException or UnauthorizedAccessException;

    private SnapshotTree TakeIn(string place, Func<bool> mayGoOn)
    {
        for (var attempt = 1; ; attempt++)
        {
            var index = Path.Combine(place, $"index-{++number}");
            try
            {
                return Take(index, Copy(place), mayGoOn);
            }
            catch (KilledHelperException killed) when (attempt < Attempts && mayGoOn())
            {
                voice.Say($"{killed.Message}; trying again");
            }
            catch (KilledHelperException killed)
            {
                throw new PodFailedException(killed.Message);
            }
            finally
            {
                File.Delete(index);
                File.Delete(index + ".lock");
            }
        }
    }

    private SnapshotTree Take(string index, string copy, Func<bool> mayGoOn)
    {
        // An earlier life of this role may have left its own.
        File.Delete(index);
        File.Delete(index + ".lock");
        if (!Folders.Remove(copy))
        {
            throw new PodFailedException($"cannot write to {copy}");
        }

        Directory.CreateDirectory(copy);
        var skipped = TreeCopy.Make(settings, copy, basis.Submodules, mayGoOn, out var any);
        if (!any && ChangesFrom(EmptyTree, mayGoOn))
        {
            throw new WreckedTreeException("the work tree is empty");
        }

        TreeGit tree = new(git, index, copy, mayGoOn);
        tree.Must("cannot read the base", "read-tree", settings.BaseCommit);
        var unfit = Add(tree, index);
        SnapshotRules rules = new(tree, settings, basis, voice);
        return rules.Apply(skipped, unfit);
    }

    private string EmptyTree =>
        settings.BaseCommit.Length == 40
            ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
            : "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";

    private bool ChangesFrom(string tree, Func<bool> mayGoOn) => mayGoOn() && basis.Tree != tree;

    /// <summary>
    /// The copy's content over the base's index, as `git add --all` sees it: ignore rules, line endings, modes. Content that git cannot
    /// take in that way (an attribute asks for an unknown encoding) is taken as it is, for salvage.
    /// </summary>
    /// <returns>Why it was taken as it is; null when all is well.</returns>
    private string? Add(TreeGit tree, string index)
    {
        var end = tree.Run("add", "--all", "--ignore-errors", "--", ".");
        if (end.ExitCode == 1 && ByteText.Of(end.Error).Contains(": failed to insert into database\n", StringComparison.Ordinal))
        {
            // Not a name that git refuses, but content that it could not write.
            throw new PodFailedException($"cannot add the work: {Voice.Brief(end)}");
        }

        if (end.ExitCode is 0 or 1)
        {
            return null;
        }

        var problem = $"git add: {Voice.Brief(end)}";
        File.Delete(index + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(Attributes)!);
        File.WriteAllText(Attributes, "* -text -eol -ident -filter !working-tree-encoding\n");
        try
        {
            tree.Must("cannot read the base", "read-tree", settings.BaseCommit);
            var again = tree.Run("add", "--all", "--ignore-errors", "--", ".");
            return again.ExitCode is 0 or 1 ? problem : throw new PodFailedException($"cannot add the work: {Voice.Brief(again)}");
        }
        finally
        {
            File.Delete(Attributes);
        }
    }
}

/// <summary>git on a copy of the tree.</summary>
/// <param name="git">git.</param>
/// <param name="index">The index.</param>
/// <param name="copy">The copy.</param>
/// <param name="mayGoOn">Asked several times a second.</param>
internal sealed class TreeGit(PodGit git, string index, string copy, Func<bool> mayGoOn)
{
    /// <summary>The copy.</summary>
    public string Copy => copy;

    /// <summary>Runs git; its exit code is the caller's to judge.</summary>
    /// <exception cref="KilledHelperException">Somebody ended it.</exception>
    public ChildEnd Run(params string[] arguments) => Feed([], arguments);

    /// <summary>Runs git on an input.</summary>
    /// <exception cref="KilledHelperException">Somebody ended it.</exception>
    public ChildEnd Feed(byte[] input, params string[] arguments)
    {
        var end = git.Run(
            new(arguments)
            {
                Index = index,
                WorkTree = copy,
                Input = input,
            },
            mayGoOn
        );
        return end.WasKilled ? throw new KilledHelperException($"git {arguments[0]} was ended by signal {end.Signal}") : end;
    }

    /// <summary>Runs git, which has to succeed.</summary>
    /// <exception cref="KilledHelperException">Somebody ended it.</exception>
    /// <exception cref="PodFailedException">It failed.</exception>
    public byte[] Must(string problem, params string[] arguments) => Must(problem, [], arguments);

    /// <summary>Runs git on an input; it has to succeed.</summary>
    /// <exception cref="KilledHelperException">Somebody ended it.</exception>
    /// <exception cref="PodFailedException">It failed.</exception>
    public byte[] Must(string problem, byte[] input, params string[] arguments)
    {
        var end = Feed(input, arguments);
        return end.Succeeded ? end.Output : throw new PodFailedException($"{problem}: {Voice.Brief(end)}");
    }
}

/// <summary>A helper program died by a signal: what it has done counts for nothing and is done again.</summary>
internal sealed class KilledHelperException(string message) : Exception(message);
