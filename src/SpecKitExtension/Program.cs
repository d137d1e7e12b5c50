using SpecKitExtension.Commands;

using var interrupts = Interrupts.Listen();
return await CommandLine.RunAsync(Host.Create(interrupts), args);
