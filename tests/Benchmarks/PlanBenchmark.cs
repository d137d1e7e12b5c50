using BenchmarkDotNet.Attributes;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace Benchmarks;

/// <summary>Reading and planning tasks.md at three sizes.</summary>
[MemoryDiagnoser]
public class PlanBenchmark
{
    private byte[] _content = [];
    private TaskList? _list;

    [Params(1_000, 10_000, 100_000)]
    public int Tasks { get; set; }

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "mixed";

    public static IEnumerable<string> Shapes => TaskFiles.Shapes.Select(shape => shape.Name);

    [GlobalSetup]
    public void Setup()
    {
        _content = TaskFiles.Shapes.Single(shape => shape.Name == Shape).Make(Tasks);
        _list = Read();
    }

    [Benchmark]
    public int ReadOnly() => Read().Tasks.Count;

    [Benchmark]
    public int PlanOnly() => Planner.Make(_list!).Waves.Count;

    [Benchmark(Baseline = true)]
    public int ReadAndPlan() => Planner.Make(Read()).Waves.Count;

    private TaskList Read() => TaskListReader.Read("tasks.md", _content, TaskGrammar.Default);
}
