using Squaremcp.Frontend.Accounts;
using Squaremcp.Platforms.Email;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Settings;

/// <summary>What is wrong with the server that mails go by.</summary>
internal static class MailMistakes
{
    internal static IEnumerable<string> Of(MailSettings mail)
    {
        if (mail.Host is null)
        {
            if ((mail.From ?? mail.Username ?? mail.Password) is not null)
            {
                yield return "SQUAREMCP__Mail__Host is not set, and other settings of the mail server are. Name it, for example smtp.example.org.";
            }

            yield break;
        }

        if (Mailer.Broken(new(mail.Host, mail.Port, mail.Security, null, null)) is { } broken)
        {
            yield return $"SQUAREMCP__Mail is {mail.Host}, port {mail.Port}, {mail.Security}. {broken}";
        }

        if (EmailAddress.Normal(mail.From) is null)
        {
            yield return $"SQUAREMCP__Mail__From is {(mail.From is null ? "not set" : $"\"{mail.From}\"")}. Name the address that mails come from, for example noreply@example.org.";
        }

        if (mail.Username is null != mail.Password is null)
        {
            yield return "SQUAREMCP__Mail__Username and SQUAREMCP__Mail__Password go together: set both, or neither for a server that asks for no login.";
        }
    }
}
