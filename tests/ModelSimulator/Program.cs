Console.WriteLine("listening");
