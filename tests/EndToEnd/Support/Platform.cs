// The tests drive bash, git and Unix file modes; the pods they stand for run Linux.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// They mostly wait for other processes, so a thread a core would leave the cores idle.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]
[assembly: TestCollectionOrderer("EndToEnd.Support.LongestFirst", "EndToEnd")]
