using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>tasks.md files of any size.</summary>
internal static class TaskFiles
{
    /// <summary>Shapes that strain different parts of reading and planning.</summary>
    public static IReadOnlyList<(string Name, Func<int, byte[]> Make)> Shapes { get; } =
    [
        ("mixed", tasks =>
            File(
                tasks,
                tasksPerPhase: 10,
                isParallel: number => number % 3 != 0,
                text: number => $"Create part {number} in `src/part{number}.py` and tests/test_part{number}.py\n  - with its fields"
            )
        ),
        ("all [P] in one phase", tasks => File(tasks, tasks, _ => true, number => $"Create src/part{number}.py")),
        ("all barriers", tasks => File(tasks, tasks, _ => false, number => $"Create src/part{number}.py")),
        ("two wide runs", tasks =>
            File(
                tasks,
                tasks,
                number => number != tasks / 2,
                number => $"Create src/part{number}.py (depends on T{Math.Max(1, number - 1):000000})"
            )
        ),
        ("one file for all", tasks => File(tasks, tasks, _ => true, _ => "Edit src/shared.py")),
        ("phases of 10, stories in parallel", tasks =>
            File(tasks, 10, number => number % 2 == 0, number => $"Edit src/part{number % 100}.py", dependsOnFirst: true)
        ),
    ];

    private static byte[] File(
        int tasks,
        int tasksPerPhase,
        Func<int, bool> isParallel,
        Func<int, string> text,
        bool dependsOnFirst = false
    )
    {
        StringBuilder file = new("# Tasks: benchmark\n\n");
        StringBuilder dependencies = new("\n## Dependencies\n\n");
        for (var number = 1; number <= tasks; number++)
        {
            if ((number - 1) % tasksPerPhase == 0)
            {
                var phase = 1 + (number / tasksPerPhase);
                file.Append(CultureInfo.InvariantCulture, $"\n## Phase {phase}: User Story {phase} - Title\n\n**Goal**: something\n\n");
                dependencies.Append(CultureInfo.InvariantCulture, $"- Phase {phase} depends on Phase 1\n");
            }

            file.Append(
                CultureInfo.InvariantCulture,
                $"- [{(number % 50 == 0 ? 'x' : ' ')}] T{number:000000} {(isParallel(number) ? "[P] " : "")}{(number % 4 == 0 ? "" : "[ASYNC] ")}{text(number)}\n"
            );
        }

        return Encoding.UTF8.GetBytes((dependsOnFirst ? file.Append(dependencies) : file).ToString());
    }
}
