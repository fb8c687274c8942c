using System.Collections.Concurrent;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Doctor;

/// <summary>How far each grant and key came today, as this frontend saw it: what a call costs the doctor once a client works is one look into a table.</summary>
internal sealed class ReachedSteps
{
    private const int MostKept = 50_000;

    private readonly ConcurrentDictionary<string, (int Day, int Rank)> steps = new(StringComparer.Ordinal);

    /// <returns>True where this is further than what was reached before today, or a failure of what has not succeeded yet.</returns>
    internal bool IsNew(Caller caller, Finding finding, DateTimeOffset now)
    {
        if ((caller.GrantId ?? caller.KeyId) is not { } who)
        {
            return false;
        }

        var day = (int)(now.ToUnixTimeSeconds() / 86_400);
        if (steps.TryGetValue(who, out var known) && known.Day == day && known.Rank >= finding.Rank)
        {
            return false;
        }

        if (!finding.IsFailure)
        {
            if (steps.Count > MostKept)
            {
                steps.Clear();
            }

            steps[who] = (day, finding.Rank);
        }

        return true;
    }

    /// <summary>It was refused since: what it does next is news.</summary>
    internal void Forget(string? who)
    {
        if (who is not null)
        {
            steps.TryRemove(who, out _);
        }
    }
}
