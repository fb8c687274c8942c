using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Squaremcp.Sandbox.Meta;

/// <summary>A sign-in page of Meta's: shows who asks for what, and gives a code for one use.</summary>
/// <param name="known">The scopes there are.</param>
/// <param name="life">Of a code.</param>
internal sealed class GraphCodes(Tenants tenants, string title, IReadOnlyList<string> known, TimeSpan life, TimeProvider clock)
{
    internal const string ClientId = "sandbox", ClientSecret = "sandbox-secret";
    private const int MostCodes = 200;

    private static readonly string[] Asked = ["response_type", "client_id", "redirect_uri", "scope", "state"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Code> codes = [];

    /// <summary>GET shows the page, POST is a person's word on it.</summary>
    /// <param name="tail">What this platform hangs on the code.</param>
    internal async Task<Answer> AuthorizeAsync(Request request, string tail, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, StringValues>> given = request.Method switch
        {
            "GET" => request.Context.Request.Query,
            "POST" when request.ContentType == "application/x-www-form-urlencoded" => await request.Context.Request.ReadFormAsync(cancellationToken),
            _ => throw new RefusedException(Answer.Page(404, GraphPages.Wrong(title, "There is nothing here."))),
        };
        var all = given.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (Broken(request, all) is { } broken)
        {
            return Answer.Page(400, GraphPages.Wrong(title, broken));
        }

        if (request.Method == "GET")
        {
            return Answer.Page(200, GraphPages.Consent(title, Asked.Select(name => (name, all[name])), all["scope"].Split(',')));
        }

        var back = all["redirect_uri"] + (all["redirect_uri"].Contains('?') ? '&' : '?') + $"state={Uri.EscapeDataString(all["state"])}&";
        return all.GetValueOrDefault("word") == "allow" && all.GetValueOrDefault("handle", "").Trim() is { Length: > 0 and <= 30 } name
            ? Answer.To($"{back}code={Issue(all, name)}{tail}")
            : Answer.To($"{back}error=access_denied&error_reason=user_denied");
    }

    /// <summary>Once.</summary>
    internal Code? Take(string? code)
    {
        lock (gate)
        {
            return code is not null && codes.Remove(code, out var found) && found.Ends > clock.GetUtcNow() ? found : null;
        }
    }

    private string Issue(Dictionary<string, string> asked, string name)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (gate)
        {
            if (codes.Count >= MostCodes)
            {
                codes.Remove(codes.Keys.First());
            }

            // Whoever signs in as the same name comes into the same world.
            codes[code] = new(tenants.Of($"{title} visitor {name.ToLowerInvariant()}"), name, asked["redirect_uri"], asked["scope"], clock.GetUtcNow() + life);
        }

        return code;
    }

    private string? Broken(Request request, Dictionary<string, string> given)
    {
        if (Array.Find(Asked, name => given.GetValueOrDefault(name, "").Length == 0) is { } missing)
        {
            return $"The address lacks {missing}.";
        }

        return given["response_type"] != "code" ? "response_type must be code."
            : given["client_id"] != ClientId ? "There is no app with this client_id."
            : given["scope"].Split(',').FirstOrDefault(scope => !known.Contains(scope)) is { } unknown ? $"Invalid Scopes: {unknown}."
            : !Uri.TryCreate(given["redirect_uri"], UriKind.Absolute, out var back) || !(back.Authority == request.Context.Request.Host.Value || back.IsLoopback) ? "URL blocked: redirect_uri is not one of the app's."
            : null;
    }

    internal sealed record Code(string Tenant, string Name, string RedirectUri, string Scopes, DateTimeOffset Ends);
}
