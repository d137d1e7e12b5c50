using BenchmarkDotNet.Running;
using Benchmarks;
using Benchmarks.Comparing;

if (args is ["plan-scaling"])
{
    return PlanScaling.Run(Console.Out);
}

if (args is ["compare", ..])
{
    return await Comparisons.RunAsync(args[1..], Console.Out, Console.Error);
}

if (args is ["plan-command"])
{
    return PlanCommandScaling.Run(Console.Out);
}

BenchmarkSwitcher.FromAssembly(typeof(PlanBenchmark).Assembly).Run(args);
return 0;
