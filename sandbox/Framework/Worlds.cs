namespace Squaremcp.Sandbox;

/// <summary>One world for each tenant, made when it is first looked at. The one that rested longest is forgotten when there are too many, and begins anew.</summary>
internal sealed class Worlds<T>(Func<string, T> make, int most = 500)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, T World)>> byKey = [];
    private readonly LinkedList<(string Key, T World)> byUse = [];

    internal int Count
    {
        get
        {
            lock (gate)
            {
                return byKey.Count;
            }
        }
    }

    internal T Of(string key)
    {
        lock (gate)
        {
            if (byKey.TryGetValue(key, out var known))
            {
                byUse.Remove(known);
                byUse.AddLast(known);
                return known.Value.World;
            }

            if (byKey.Count >= most)
            {
                byKey.Remove(byUse.First!.Value.Key);
                byUse.RemoveFirst();
            }

            var world = make(key);
            byKey[key] = byUse.AddLast((key, world));
            return world;
        }
    }
}
