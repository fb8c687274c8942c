using Squaremcp.Tools;

namespace Squaremcp.Frontend.Callers;

/// <summary>Tells who a request comes from. An invalid credential is refused; it never falls through to the next way in.</summary>
internal interface ICallers
{
    ValueTask<Authentication> AuthenticateAsync(HttpContext request, string via);
}

/// <summary>Exactly one of: a caller, the superadmin without a customer, nothing presented, or something invalid.</summary>
internal abstract record Authentication
{
    private Authentication()
    {
    }

    internal sealed record Customer(Caller Caller) : Authentication;

    /// <summary>The admin key without <c>X-Square-Customer</c>: good for the admin routes only.</summary>
    internal sealed record Superadmin : Authentication;

    internal sealed record Missing : Authentication;

    /// <param name="Reason">One sentence for the caller; says nothing about which keys exist.</param>
    internal sealed record Invalid(string Reason) : Authentication;

    /// <summary>Two credentials, or one that is no credential at all: 400 rather than 401.</summary>
    internal sealed record Malformed(string Reason) : Authentication;

    /// <summary>A good token that does not cover this: 403 rather than 401 (RFC 6750 §3.1).</summary>
    internal sealed record Insufficient : Authentication;

    /// <summary>Too many requests without a good credential came from this address.</summary>
    internal sealed record TooMany(TimeSpan Wait) : Authentication;

    /// <summary>The admin key named a customer that does not exist.</summary>
    internal sealed record UnknownCustomer : Authentication;
}
