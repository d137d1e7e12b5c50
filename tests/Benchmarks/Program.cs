using Benchmarks;
using BenchmarkDotNet.Running;

if (args is ["plan-scaling"])
{
    return PlanScaling.Run(Console.Out);
}

BenchmarkSwitcher.FromAssembly(typeof(PlanBenchmark).Assembly).Run(args);
return 0;
