using Squaremcp.Platforms;

namespace Squaremcp.Grains.Connections;

/// <summary>What an activation holds open of its credentials: opened once, not for each call, and wiped once they are replaced and the last call that uses them has ended. Belongs to one grain.</summary>
internal sealed class OpenedCredentials
{
    private readonly List<Secret> dropped = [];
    private (string Connection, long Version)? of;
    private Secret? current;
    private int users;

    internal Secret? Of(string connection, long version) => of == (connection, version) ? current : null;

    /// <returns>What is held now: an equal one that came first, or this.</returns>
    internal Secret Keep(string connection, long version, Secret opened)
    {
        if (Of(connection, version) is { } first)
        {
            opened.Dispose();
            return first;
        }

        Drop();
        (of, current) = ((connection, version), opened);
        return opened;
    }

    internal void Drop()
    {
        if (current is not null)
        {
            dropped.Add(current);
        }

        (of, current) = (null, null);
        WipeUnused();
    }

    /// <summary>Nothing is wiped until this is disposed.</summary>
    internal IDisposable Use()
    {
        users++;
        return new Using(this);
    }

    private void WipeUnused()
    {
        if (users == 0)
        {
            dropped.ForEach(secret => secret.Dispose());
            dropped.Clear();
        }
    }

    private sealed class Using(OpenedCredentials owner) : IDisposable
    {
        public void Dispose()
        {
            owner.users--;
            owner.WipeUnused();
        }
    }
}
