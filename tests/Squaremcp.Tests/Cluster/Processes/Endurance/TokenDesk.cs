using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>
/// A platform's token endpoint with tokens that end soon. Each refresh spends the refresh token; one that is shown again is reuse, which ends all tokens of that sign-in,
/// except where the platform takes the one before once more. It counts how often each was shown.
/// </summary>
internal sealed class TokenDesk(string platform, TimeSpan life, bool hasGrace, TimeProvider clock)
{
    internal const string ClientId = "endurance", ClientSecret = "endurance-secret";

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Account, string Challenge)> codes = [];
    private readonly Dictionary<string, (SignIn Of, DateTimeOffset Ends)> access = [];
    private readonly Dictionary<string, Given> refresh = [];
    private readonly List<SignIn> signIns = [];

    internal string Platform => platform;

    internal TimeSpan Life => life;

    /// <summary>As if the person of that account had let the gateway in on the platform's page.</summary>
    internal string Code(string account, string challenge)
    {
        lock (gate)
        {
            var code = New("code");
            codes[code] = (account, challenge);
            return code;
        }
    }

    /// <returns>The account; null where the token is none, has ended, or its sign-in has.</returns>
    internal string? AccountOf(string? token)
    {
        lock (gate)
        {
            return token is not null && access.TryGetValue(token, out var found) && !found.Of.IsOver && found.Ends > clock.GetUtcNow() ? found.Of.Account : null;
        }
    }

    /// <returns>The tokens; null means <c>invalid_grant</c>.</returns>
    internal (string Access, string Refresh, int Seconds)? Redeem(string code, string verifier)
    {
        lock (gate)
        {
            if (!codes.Remove(code, out var found) || System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) != found.Challenge)
            {
                return null;
            }

            var begun = new SignIn(found.Account);
            signIns.Add(begun);
            return Give(begun, null);
        }
    }

    /// <inheritdoc cref="Redeem"/>
    internal (string Access, string Refresh, int Seconds)? Renew(string token)
    {
        lock (gate)
        {
            if (!refresh.TryGetValue(token, out var given))
            {
                return null;
            }

            given.Shown.Add(clock.GetUtcNow());
            var isOncemore = hasGrace && given.Shown.Count == 2 && given.Of.Newest is { Shown.Count: 0 } newest && newest.Before == given;
            if (given.Of.IsOver || (given.Shown.Count > 1 && !isOncemore))
            {
                given.Of.IsOver = true;
                return null;
            }

            return Give(given.Of, given);
        }
    }

    internal TokenTally Tally()
    {
        lock (gate)
        {
            var spent = refresh.Values.Where(one => one.Shown.Count > 0).ToList();
            return new(spent.Count, spent.Sum(one => one.Shown.Count), [.. spent.Where(one => one.Shown.Count > 1).Select(one => new ShownAgain(platform, one.Of.Account, [.. one.Shown]))], [.. signIns.Where(one => one.IsOver).Select(one => one.Account)]);
        }
    }

    private (string, string, int) Give(SignIn to, Given? before)
    {
        var (token, next) = (New("access"), New("refresh"));
        access[token] = (to, clock.GetUtcNow() + life);
        to.Newest = refresh[next] = new(to, before);
        return (token, next, (int)life.TotalSeconds);
    }

    private string New(string kind) => $"{platform}-{kind}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";

    private sealed class SignIn(string account)
    {
        internal string Account => account;

        internal bool IsOver { get; set; }

        internal Given? Newest { get; set; }
    }

    private sealed class Given(SignIn of, Given? before)
    {
        internal SignIn Of => of;

        internal Given? Before => before;

        internal List<DateTimeOffset> Shown { get; } = [];
    }
}

/// <param name="Spent">Refresh tokens that were shown at all: so often an access token was replaced.</param>
/// <param name="Refreshes">Requests for that.</param>
/// <param name="Again">Those that took more than one.</param>
/// <param name="Over">Accounts whose sign-in was ended for reuse.</param>
internal sealed record TokenTally(int Spent, int Refreshes, IReadOnlyList<ShownAgain> Again, IReadOnlyList<string> Over);

internal sealed record ShownAgain(string Platform, string Account, IReadOnlyList<DateTimeOffset> At)
{
    /// <summary>True where somebody was killed between the first time and the second: what the first answered was lost with it.</summary>
    internal bool IsExplainedBy(IEnumerable<DateTimeOffset> kills) => kills.Any(kill => kill > At[0] - TimeSpan.FromSeconds(1) && kill < At[1]);
}
