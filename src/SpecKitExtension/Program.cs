Console.WriteLine("dotnet speckit-async");
