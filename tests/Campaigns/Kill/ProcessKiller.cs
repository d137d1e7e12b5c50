using System.Globalization;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>Programs before the real ones on PATH, which count their calls and kill the tool that makes them at a chosen one.</summary>
internal sealed class ProcessKiller
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Script = """
        #!/bin/bash
        name=NAME real=REAL
        [[ -n ${KILL_POINTS-} ]] || exec "$real" "$@"
        verb='' skip=''
        for word; do
          if [[ -n $skip ]]; then skip=''; continue; fi
          case $word in -c | -C) skip=1 ;; -*) ;; *) verb=${word##*/}; break ;; esac
        done
        call="$name ${verb:-$1}"
        [[ -z $KILL_AT || $KILL_AT == "$call "* ]] || exec "$real" "$@"
        tool=$PPID
        until mapfile -d '' -t line <"/proc/$tool/cmdline"; [[ ${line[*]} == *dotnet-speckit-async* ]]; do
          state=$(<"/proc/$tool/stat")
          read -r _ tool _ <<<"${state##*) }"
          [[ ${tool:-1} -gt 1 && $name != bash ]] || exec "$real" "$@"
        done
        printf . >>"$KILL_POINTS/$call"
        read -r marks <"$KILL_POINTS/$call"
        [[ "$call ${#marks}" == "$KILL_AT" ]] || exec "$real" "$@"
        run() { "$real" "$@" <&0 & child=$!; trap 'kill "$child"' TERM; }
        shoot() { : >"$KILL_POINTS/killed"; kill -KILL -- "${KILL_GROUP:+-}$tool"; }
        case $KILL_SIDE in
          Before) shoot; exec "$real" "$@" ;;
          During) run "$@"; sleep "$KILL_DELAY"; shoot; wait "$child"; wait "$child" ;;
          After) run "$@"; wait "$child"; code=$?; shoot; exit "$code" ;;
        esac
        """;

    private readonly string root;
    private int runs;

    /// <param name="root">A directory of the feature.</param>
    /// <param name="helm">Where helm is, where it is needed.</param>
    internal ProcessKiller(string root, string? helm = null)
    {
        this.root = Directory.CreateDirectory(Path.Combine(root, "gallows")).FullName;
        foreach (var name in (string[])["git", "kubectl", "bash", "chmod"])
        {
            Write(
                name,
                (Environment.GetEnvironmentVariable("PATH") ?? "")
                    .Split(':')
                    .Select(folder => Path.Combine(folder, name))
                    .First(File.Exists)
            );
        }

        if (helm is not null)
        {
            Write("helm", helm);
        }
    }

    /// <summary>Calls the tool and kills it at a point, if it gets that far.</summary>
    internal async Task<FeatureResult> RunAsync(FeatureClone clone, KillPoint point, params string[] arguments)
    {
        Equip(clone, point as KillPoint.AtCall);
        using var run = clone.Start(arguments);
        if (point is KillPoint.AfterLines(var lines, _))
        {
            await Eventually.HoldsAsync(
                () => run.HasEnded || run.Output.AsSpan().Count('\n') >= lines,
                $"{lines} lines of\n{run.Output}",
                120
            );
        }
        else if (point is KillPoint.AfterTime(var milliseconds, _))
        {
            await Task.Delay(milliseconds);
        }

        if (point is not KillPoint.AtCall && !run.HasEnded)
        {
            Shoot(run, point.WithPrograms);
        }

        return await run.EndAsync();
    }

    /// <summary>Calls the tool and lets it live.</summary>
    /// <returns>How it ended, and how often it called what.</returns>
    internal async Task<(FeatureResult Result, IReadOnlyList<(string Call, int Count)> Calls)> CountAsync(
        FeatureClone clone,
        params string[] arguments
    )
    {
        var notes = Equip(clone, null);
        var result = await clone.RunAsync(arguments);
        return (
            result,
            [
                .. Directory
                    .EnumerateFiles(notes)
                    .Order(StringComparer.Ordinal)
                    .Select(file => (Path.GetFileName(file), (int)new FileInfo(file).Length)),
            ]
        );
    }

    private static void Shoot(FeatureRun run, bool withPrograms)
    {
        if (withPrograms)
        {
            run.Signal("KILL");
        }
        else
        {
            run.Kill();
        }
    }

    private string Equip(FeatureClone clone, KillPoint.AtCall? point)
    {
        var notes = Directory.CreateDirectory(Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"run {runs++}"))).FullName;
        var variables = clone.Variables;
        variables["PATH"] = $"{root}:{string.Join(':', variables["PATH"].Split(':').Where(folder => folder != root))}";
        variables["KILL_POINTS"] = notes;
        variables["KILL_AT"] = point is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{point.Call} {point.Nth}");
        variables["KILL_SIDE"] = $"{point?.Side}";
        variables["KILL_DELAY"] = string.Create(CultureInfo.InvariantCulture, $"{(point?.DelayMilliseconds ?? 0) / 1000.0}");
        variables["KILL_GROUP"] = point is { WithPrograms: true } ? "1" : "";
        return notes;
    }

    private void Write(string name, string real)
    {
        var file = Path.Combine(root, name);
        File.WriteAllText(
            file,
            Script
                .Replace("NAME", name, StringComparison.Ordinal)
                .Replace("REAL", $"'{real.Replace("'", @"'\''", StringComparison.Ordinal)}'", StringComparison.Ordinal) + "\n"
        );
        File.SetUnixFileMode(file, Executable);
    }
}
