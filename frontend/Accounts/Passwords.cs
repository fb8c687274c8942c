using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Hashes and checks passwords: PBKDF2-HMAC-SHA512 with 220,000 rounds (OWASP Password Storage Cheat Sheet), two at a time, so that a flood of attempts leaves the gateway its processors.</summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>NIST SP 800-63B-4 §3.1.1.2, where the password is the only factor.</summary>
    internal const int Shortest = 15;

    internal const int Longest = 256;

    private const int Rounds = 220_000;

    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));
    private readonly SemaphoreSlim places = new(2, 2);
    private readonly Lazy<string> nobodys;

    public Passwords() => nobodys = new(() => hasher.HashPassword(this, "nobody's password"));

    public void Dispose() => places.Dispose();

    /// <summary>What is wrong with a new password; null where nothing is.</summary>
    internal static string? Broken(string password, string email) => password switch
    {
        { Length: < Shortest } => $"The password must have at least {Shortest} characters. A few words are best.",
        { Length: > Longest } => $"The password may have at most {Longest} characters.",
        _ when password.Distinct().Count() < 5 => "The password is too simple: use more different characters.",
        _ when password.Contains(email.Split('@')[0], StringComparison.OrdinalIgnoreCase) && email.Split('@')[0].Length > 3 => "The password must not contain your e-mail address.",
        _ => null,
    };

    internal Task<string> HashAsync(string password, CancellationToken cancellationToken) => InTurnAsync(() => hasher.HashPassword(this, password), cancellationToken);

    /// <param name="hash">Null where there is no account: that takes as long.</param>
    /// <returns>Whether it is the password, and a new hash where the old one was made with other rounds or came from another product.</returns>
    internal Task<(bool Right, string? Rehashed)> CheckAsync(string? hash, string password, CancellationToken cancellationToken) => InTurnAsync<(bool, string?)>(
        () => hash is not null && Bcrypt.Is(hash) ? Bcrypt.Matches(hash, password) ? (true, hasher.HashPassword(this, password)) : (false, null) : hasher.VerifyHashedPassword(this, hash ?? nobodys.Value, password) switch
        {
            _ when hash is null => (false, null),
            PasswordVerificationResult.Success => (true, null),
            PasswordVerificationResult.SuccessRehashNeeded => (true, hasher.HashPassword(this, password)),
            _ => (false, null),
        },
        cancellationToken);

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }
}
