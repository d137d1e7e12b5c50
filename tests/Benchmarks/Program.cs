using BenchmarkDotNet.Running;
using Benchmarks;

if (args is ["plan-scaling"])
{
    return PlanScaling.Run(Console.Out);
}

if (args is ["plan-command"])
{
    return PlanCommandScaling.Run(Console.Out);
}

BenchmarkSwitcher.FromAssembly(typeof(PlanBenchmark).Assembly).Run(args);
return 0;
