namespace SpecKitExtension.Planning;

/// <summary>The graph in an order in which everything comes behind what it waits for (Tarjan's algorithm, without recursion), and the parts of it where that is impossible.</summary>
internal sealed class PlanOrder
{
    private readonly PlanGraph _graph;
    private readonly int[] _index;
    private readonly int[] _low;
    private readonly bool[] _pending;
    private readonly Stack<int> _component = [];
    private readonly Stack<(int Node, int Next)> _calls = [];
    private int _visited;

    public PlanOrder(PlanGraph graph)
    {
        _graph = graph;
        Nodes = new(graph.NodeCount);
        _index = new int[graph.NodeCount];
        _low = new int[graph.NodeCount];
        _pending = new bool[graph.NodeCount];
        for (var node = 0; node < graph.NodeCount; node++)
        {
            if (_index[node] == 0)
            {
                Visit(node);
            }
        }
    }

    /// <summary>All nodes; meaningful only without knots.</summary>
    public List<int> Nodes { get; }

    /// <summary>Sets of nodes that all wait for one another.</summary>
    public List<IReadOnlyList<int>> Knots { get; } = [];

    private void Visit(int start)
    {
        Enter(start);
        while (_calls.TryPop(out var call))
        {
            var (node, next) = call;
            if (next == _graph.PredecessorCount(node))
            {
                Leave(node);
                continue;
            }

            _calls.Push((node, next + 1));
            var predecessor = _graph.Predecessor(node, next);
            if (_index[predecessor] == 0)
            {
                Enter(predecessor);
            }
            else if (_pending[predecessor])
            {
                _low[node] = Math.Min(_low[node], _index[predecessor]);
            }
        }
    }

    private void Enter(int node)
    {
        _index[node] = _low[node] = ++_visited;
        _pending[node] = true;
        _component.Push(node);
        _calls.Push((node, 0));
    }

    private void Leave(int node)
    {
        if (_calls.TryPeek(out var caller))
        {
            _low[caller.Node] = Math.Min(_low[caller.Node], _low[node]);
        }

        if (_low[node] < _index[node])
        {
            return;
        }

        var first = Nodes.Count;
        do
        {
            Nodes.Add(_component.Pop());
            _pending[Nodes[^1]] = false;
        }
        while (Nodes[^1] != node);

        if (Nodes.Count > first + 1)
        {
            Knots.Add(Nodes[first..]);
        }
    }
}
