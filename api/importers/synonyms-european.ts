// Which words do German and French lists use for the columns of cameras? They come after all others.
import type { Synonym } from './synonyms.ts';

export const EUROPEAN_CAMERAS: Synonym[] = [
  {
    field: 'id',
    words:
      'kennung|kameraid|kameranummer|kamera nr|anlagennummer|identifiant|id caméra|numéro caméra|n° caméra|code caméra',
  },
  { field: 'id', words: 'nr|nummer|numéro|numero|n°', sure: 'guess' },
  { field: 'name', words: 'bezeichnung|kameraname|nom|nom de la caméra|libellé|intitulé' },
  { field: 'name', words: 'standort|adresse|straße|strasse|lieu|emplacement|rue|voie', sure: 'guess' },
  { field: 'longitude', words: 'längengrad|laengengrad|geographische länge|geogr. länge|ostwert|rechtswert' },
  { field: 'longitude', words: 'länge|laenge', sure: 'guess' },
  { field: 'latitude', words: 'breitengrad|geographische breite|geogr. breite|nordwert|hochwert' },
  { field: 'latitude', words: 'breite', sure: 'guess' },
  { field: 'type', words: 'typ|kameratyp|bauart|bauform|type de caméra|type caméra' },
  { field: 'azimuthDeg', words: 'richtung|blickrichtung|ausrichtung|azimut|cap|direction de visée|orientation caméra' },
  { field: 'hfovDeg', words: 'öffnungswinkel|bildwinkel|sichtwinkel|angle de vue|champ de vision|angle horizontal' },
  { field: 'rangeM', words: 'reichweite|sichtweite|portée|portée max' },
  { field: 'heightM', words: 'höhe|hoehe|montagehöhe|masthöhe|hauteur|hauteur de pose|hauteur du mât' },
  { field: 'tiltDeg', words: 'neigung|neigungswinkel|inclinaison' },
  { field: 'owner', words: 'betreiber|eigentümer|verantwortlicher|exploitant|propriétaire|gestionnaire' },
  { field: 'purpose', words: 'zweck|verwendungszweck|finalité|objectif' },
  { field: 'legalBasis', words: 'rechtsgrundlage|base légale|base juridique' },
  { field: 'retentionDays', words: 'speicherdauer|speichertage|durée de conservation|conservation' },
  {
    field: 'installedOn',
    words:
      "installationsdatum|inbetriebnahme|einbaudatum|date d’installation|date d'installation|date de pose|mise en service",
  },
  { field: 'count', words: 'anzahl|anzahl kameras|stückzahl|nombre|nombre de caméras|nb caméras|quantité' },
  { field: 'signage', words: 'beschilderung|hinweisschild|signalisation|panneau' },
];

/** What is never kept, in the other languages that lists come in. */
export const DROPPED_ELSEWHERE =
  'passwort|kennwort|benutzer|benutzername|ip-adresse|mac-adresse|telefon|telefonnummer|handy|rufnummer|ansprechpartner|kontakt|kontaktperson|motdepasse|utilisateur|identifiant de connexion|adresse ip|adresse mac|téléphone|telephone|portable|courriel|personne à contacter|contraseña|usuario|teléfono|correo|contacto|пароль|логин|пользователь|телефон|контакт|почта|パスワード|ユーザー名|電話番号|連絡先|비밀번호|사용자|전화번호|연락처';
