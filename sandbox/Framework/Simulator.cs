using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox;

/// <summary>A platform that is spoken to by HTTP.</summary>
internal interface IHttpSimulator
{
    /// <summary>As the gateway calls the platform.</summary>
    string Platform { get; }

    IReadOnlyList<string> Hosts { get; }

    /// <summary>Whether a request to one of its hosts is for it, where several platforms have that host.</summary>
    bool IsFor(Request request) => true;

    /// <summary>Whose world a request is about, by its credential; null where it has none that is good, or is no call of the API.</summary>
    ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken);

    /// <summary>The world that a tenant's own account lives in.</summary>
    string WorldOf(string tenant);

    /// <summary>A platform's way to refuse; of the kinds <see cref="FaultKinds.RateLimited"/>, <see cref="FaultKinds.ExpiredToken"/> and <see cref="FaultKinds.RotatedToken"/>.</summary>
    Answer Refusal(Fault fault);

    Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken);
}

/// <summary>A request to one host of a platform.</summary>
/// <param name="Path">Begins with a slash.</param>
/// <param name="Base">Where the host is, ending in a slash; for links of pages to themselves.</param>
internal sealed record Request(HttpContext Context, string Host, string Path, string Base)
{
    internal string Method => Context.Request.Method;

    /// <summary>Without parameters, in small letters; empty where there is none.</summary>
    internal string ContentType => (Context.Request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    internal string? Bearer => Context.Request.Headers.Authorization.ToString() is ['B' or 'b', ..] header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    /// <exception cref="RefusedException">It is too long.</exception>
    internal async Task<byte[]> BodyAsync(int most, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var piece = new byte[16_384];
        for (int read; (read = await Context.Request.Body.ReadAsync(piece, cancellationToken)) > 0;)
        {
            if (buffer.Length + read > most)
            {
                throw new RefusedException(new(413, "text/plain", "Request Entity Too Large"u8.ToArray()));
            }

            buffer.Write(piece, 0, read);
        }

        return buffer.ToArray();
    }
}

/// <param name="IsRefresh">True where it asks for new tokens in place of old ones.</param>
internal sealed record Asked(string World, bool IsRefresh = false);

/// <summary>The platform refuses; carries what it answers.</summary>
internal sealed class RefusedException(Answer answer) : Exception($"refused with {answer.Status}")
{
    internal Answer Answer { get; } = answer;
}
