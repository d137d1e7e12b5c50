using SpecKitExtension.Commands;

if (PodCommand.IsMeant(args))
{
    return PodCommand.Run(args);
}

using var interrupts = Interrupts.Listen();
return await CommandLine.RunAsync(Host.Create(interrupts), args);
